"""This warehouse's landing: its raw folder through `yearbooks`, export records, and the sources of dbt."""

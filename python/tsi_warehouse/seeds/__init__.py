"""What an economist edits: seeds read, judged by file, row and column, and staged for dbt."""

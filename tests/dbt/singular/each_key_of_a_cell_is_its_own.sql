-- What is read from raw/ has one row for each key.

{{ repeated_keys({
    'stg_raw_files': ['source_file'],
    'stg_export_files': ['source_file'],
    'stg_raw_cells': ['source_file', 'sheet', 'cell'],
    'int_region_names': ['region_key'],
    'int_series': ['source_file', 'series_key', 'unit_key'],
    'int_unmapped_series': ['source_file', 'printed_series', 'printed_unit'],
    'int_cells': ['source_file', 'sheet', 'cell'],
    'int_industry_names': ['industry_key'],
    'int_export_products': ['coding', 'industry_text'],
    'int_export_places': ['content_id', 'region_text', 'year_text', 'month_text', 'unit_text'],
    'int_export_years': ['year'],
    'int_export_totals': ['region_code', 'industry_code', 'product_code', 'year'],
    'int_file_outcomes': ['source_file']
}) }}

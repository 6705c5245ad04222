-- What is computed from the cells, and what is read from the printed tables, has one row for each key.

{{ repeated_keys({
    'int_years': ['year'],
    'int_reported_values': ['region_code', 'year', 'indicator_id'],
    'int_filled_values': ['region_code', 'year', 'indicator_id'],
    'int_region_years': ['region_code', 'year'],
    'int_panel_tsi': ['region_code', 'year'],
    'int_shown_conventions': ['study_table', 'column_no', 'variant', 'outcome', 'is_constant'],
    'int_printed_coefficients': ['study_table', 'column_no', 'term'],
    'int_printed_regressors': ['study_table', 'column_no', 'term'],
    'int_printed_columns': ['study_table', 'column_no'],
    'int_printed_stars': ['study_table', 'column_no', 'term'],
    'int_critical_values': ['degrees'],
    'int_mediation_paths': ['study_table', 'a_column_no', 'b_column_no', 'treatment'],
    'int_mediation_tests': ['study_table', 'a_column_no', 'b_column_no', 'treatment'],
    'int_coefficient_differences': [
        'study_table', 'column_no', 'term', 'other_table', 'other_column_no', 'other_term'
    ],
    'int_claims': ['claim'],
    'int_claims_on_data': ['claim_id', 'part'],
    'unmapped_series': ['source', 'printed_series', 'printed_unit'],
    'release_info': ['release_id']
}) }}

-- What the gate reads, of two regions and two years, with nothing wrong in it.
create schema staging;
create schema intermediate;
create schema seeds;
create schema marts;
create schema results;

create table staging.stg_settings as
select 2011 as first_year, 2012 as last_year, 'drop_indicator' as missing_indicator;

create table seeds.study_settings as
select * from (values ('first_year', '2011'), ('last_year', '2012'), ('fill', 'interpolate'))
as listed (setting, value);

create table seeds.regions as
select * from (values ('a', '甲', true), ('b', '乙', true), ('t', '丁', false))
as listed (region_code, name_zh, in_sample);

create table seeds.region_aliases as
select * from (values ('甲省', 'a')) as listed (alias, region_code);

create table seeds.industry_aliases as
select * from (values ('食品', '14')) as listed (alias, industry_code);

create table seeds.indicators as
select 'x' as indicator_id, 0.0e0 as minimum, 100.0e0 as maximum;

create table seeds.raw_series as
select * from (values ('X', '万户', 'x', 1.0e0, '', 1)) as listed (
    printed_series, printed_unit, indicator_id, multiplier, source, priority
);

create table seeds.study_models as
select * from (values ('3', 1, 'equation', 'dig', ''), ('3', 2, 'equation', 'dig upd', 'year > 2011')) as listed (
    study_table, column_no, variant, terms, sample
);

create table seeds.accepted_checks (
    check_name varchar, until_release varchar, reason varchar, signed_by varchar, items varchar
);

create table intermediate.int_cell_outcomes as
select source_file, sheet, cell, region_code, year, indicator_id, cast(value as double) as value, value_text, reason,
    outcome, case when outcome = 'kept' then 'X' else 'Y' end as series_text
from (
    values
    ('f.csv', '', 'A1', 'a', 2011, 'x', 1.0, '1', '', 'kept'),
    ('f.csv', '', 'A2', 'a', 2012, 'x', 2.0, '2', '', 'kept'),
    ('f.csv', '', 'A3', 'b', 2011, 'x', 3.0, '3', '', 'kept'),
    ('f.csv', '', 'A4', 'b', 2012, 'x', 4.0, '4', '', 'kept'),
    ('f.csv', '', 'A5', null, 2012, null, null, '9', 'series_not_mapped', 'ignored')
) as listed (source_file, sheet, cell, region_code, year, indicator_id, value, value_text, reason, outcome);

create table intermediate.int_file_outcomes as
select 'f.csv' as source_file, 5 as cells, 4 as kept, 1 as ignored, 0 as rejected;

create table intermediate.int_export_outcomes as
select *, 'kept' as outcome
from (
    values
    ('e.csv', 2011, 7, '', 'a', '14', 4095), ('e.csv', 2012, 9, '', 'a', '14', 4095),
    ('e.csv', 2012, 9, '', 'b', '14', 4095), ('e.csv', 2012, 9, '', 'b', '15', 4095)
) as listed (source_file, year, row_count, reason, region_code, industry_code, months);

create table marts.raw_files as
select *, 'read' as status, '' as reason, '' as message_en, '' as message_zh
from (values ('f.csv', 'f1'), ('e.csv', 'e1')) as listed (source_file, sha256);

create table marts.indicators as
select 'x' as indicator_id, 'digital' as role, true as used_in_index;

create table marts.region_indicators as
select region_code, year, indicator_id, value, 'reported' as fill_method
from intermediate.int_cell_outcomes
where outcome = 'kept';

create table marts.cell_lineage as
select region_code, year, indicator_id, 'reported' as fill_method, year as reported_year, source_file, series_text
from intermediate.int_cell_outcomes
where outcome = 'kept';

create table marts.study_panel as
select region_code, year, '' as group_paper, '' as group_nbs, '' as digital_group, value as dig
from marts.region_indicators;

create table marts.descriptive_statistics as
select 'dig' as variable, 4::bigint as n, 0.5e0 as mean, 0.2e0 as std_dev;

create table marts.suspicious_jumps (
    region_code varchar, year integer, indicator_id varchar, deviations_off double, is_explained boolean,
    source_file varchar, cell varchar
);

create table marts.break_warnings (indicator_id varchar, break_year integer, variable varchar);

create table marts.source_differences as
select 'x' as indicator_id, 'g.csv' as other_source_file, 'X' as other_series_text, 0.001e0 as relative_difference;

create table results.estimates as
select 1.0e0 as coefficient, cast(null as double) as p_value;

create table results.models as
select * from (values ('3', 1, 'equation', 1e-14), ('3', 2, 'equation', null))
as listed (study_table, column_no, variant, linearmodels_gap);

create table results.skipped (
    study_table varchar, column_no integer, variant varchar, reason_zh varchar, reason_en varchar
);

create table results.shown_estimates as
select
    '3' as study_table, 1 as column_no, 'equation' as variant, 'dig' as term, 'xtreg' as convention,
    '0.240' as coefficient_text, '(0.019)' as bracket_text, '***' as stars, 29.0e0 as df;

create table results.shown_mediation_effects as
select
    '4' as study_table, 2 as column_no, 'equation' as variant, 'indirect' as effect, '0.038' as estimate_text,
    '0.009' as p_text, '***' as stars;

create table results.shown_group_differences as
select
    '5' as study_table, 1 as column_a, 2 as column_b, 'equation' as variant, 'permutation' as method,
    '0.26' as difference_text, cast(null as varchar) as bracket_text, '0.180' as p_text, '' as stars,
    cast(null as double) as df;

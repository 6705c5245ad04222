-- What the gate reads, of two regions and two years, with nothing wrong in it.
create schema staging;
create schema seeds;
create schema marts;
create schema results;

create table staging.stg_settings as
select 2011 as first_year, 2012 as last_year, 'drop_indicator' as missing_indicator;

create table seeds.regions as
select * from (values ('a', true), ('b', true), ('t', false)) as listed (region_code, in_sample);

create table seeds.indicators as
select 'x' as indicator_id, 0.0e0 as minimum, 100.0e0 as maximum;

create table seeds.accepted_checks (check_name varchar, until_release varchar, reason varchar, signed_by varchar);

create table staging.stg_cell_outcomes as
select source_file, sheet, cell, region_code, year, indicator_id, cast(value as double) as value, value_text, reason,
    outcome
from (
    values
    ('f.csv', '', 'A1', 'a', 2011, 'x', 1.0, '1', '', 'kept'),
    ('f.csv', '', 'A2', 'a', 2012, 'x', 2.0, '2', '', 'kept'),
    ('f.csv', '', 'A3', 'b', 2011, 'x', 3.0, '3', '', 'kept'),
    ('f.csv', '', 'A4', 'b', 2012, 'x', 4.0, '4', '', 'kept'),
    ('f.csv', '', 'A5', null, 2012, null, null, '9', 'series_not_mapped', 'ignored')
) as listed (source_file, sheet, cell, region_code, year, indicator_id, value, value_text, reason, outcome);

create table staging.stg_file_outcomes as
select 'f.csv' as source_file, 5 as cells, 4 as kept, 1 as ignored, 0 as rejected;

create table staging.stg_export_outcomes as
select * from (values ('e.csv', 2011, 7, ''), ('e.csv', 2012, 9, '')) as listed (source_file, year, row_count, reason);

create table marts.indicators as
select 'x' as indicator_id, true as used_in_index;

create table marts.region_indicators as
select region_code, year, indicator_id, value, 'reported' as fill_method
from staging.stg_cell_outcomes
where outcome = 'kept';

create table marts.descriptive_statistics as
select 'dig' as variable, 4 as n, 0.5e0 as mean, 0.2e0 as std_dev;

create table marts.suspicious_jumps (
    region_code varchar, year integer, indicator_id varchar, deviations_off double, is_explained boolean,
    source_file varchar, cell varchar
);

create table marts.break_warnings (indicator_id varchar, break_year integer, variable varchar);

create table marts.source_differences as
select 'x' as indicator_id, 'g.csv' as other_source_file, 'X' as other_series_text, 0.001e0 as relative_difference;

create table results.estimates as
select 1.0e0 as coefficient, cast(null as double) as p_value;

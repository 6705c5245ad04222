{#- What Python computes and a view needs exists, empty, before any view is built.
    Python fills these tables, and adds the columns that no view reads; a test keeps names and types equal
    to tsi_warehouse.study.results. -#}
{% macro create_results_schema() -%}
    create schema if not exists results;
    create table if not exists results.pca_index (region_code varchar, year integer, dig_pca double);
    create table if not exists results.estimates (
        study_table varchar, column_no integer, variant varchar, outcome varchar, term varchar, vcov varchar,
        coefficient double, std_error double, statistic double, df double, p_value double, ci_low double,
        ci_high double, draws integer, reason varchar, reason_zh varchar, reason_en varchar
    );
    create table if not exists results.models (
        study_table varchar, column_no integer, variant varchar, outcome varchar, formula varchar, sample varchar,
        n_obs integer, n_regions integer, r2_within double, r2_overall double, effects varchar, vcov varchar,
        first_year integer, last_year integer
    );
    create table if not exists results.mediation_effects (
        study_table varchar, column_no integer, variant varchar, outcome varchar, mediator varchar,
        treatment varchar, reading varchar, effect varchar, method varchar, estimate double, std_error double,
        p_value double, p_holm double, ci_low double, ci_high double, n_obs integer, n_regions integer, draws integer
    );
    create table if not exists results.group_differences (
        study_table varchar, variant varchar, family varchar, column_a integer, column_b integer, group_a varchar,
        group_b varchar, term varchar, method varchar, difference double, std_error double, statistic double,
        df double, p_value double, p_holm double, draws integer, caution_zh varchar, caution_en varchar
    );
    create table if not exists results.warnings (
        code varchar, check_name varchar, n_found integer, message_zh varchar, message_en varchar
    );
    create table if not exists results.losses (
        release_id varchar, check_name varchar, item varchar, cause_zh varchar, cause_en varchar, accepted_by varchar
    );
{%- endmacro %}

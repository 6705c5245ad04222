-- Balanced panels with as many rows as a column prints, with at most the paper's years and regions.
-- Grain: one row per printed column whose paper's regions and years are known; `panels` is empty where none
-- fits.

with digits as (

    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as listed (digit)

),

year_counts as (

    select 10 * tens.digit + ones.digit as n_years
    from digits as tens
    cross join digits as ones

),

columns_printed as (

    select
        study_table,
        column_no,
        n_obs,
        n_regions,
        n_years
    from {{ ref('int_printed_columns') }}
    where
        n_obs is not null
        and n_regions is not null
        and n_years is not null

),

fitting as (

    select
        columns_printed.study_table,
        columns_printed.column_no,
        columns_printed.n_obs,
        max(year_counts.n_years) as most_years,
        min(year_counts.n_years) as fewest_years,
        count(year_counts.n_years) as n_panels
    from columns_printed
    left join year_counts
        on
            year_counts.n_years between 2 and columns_printed.n_years
            and columns_printed.n_obs
            = year_counts.n_years * floor(columns_printed.n_obs / year_counts.n_years)
            and columns_printed.n_obs / year_counts.n_years <= columns_printed.n_regions
    group by columns_printed.study_table, columns_printed.column_no, columns_printed.n_obs

)

select
    study_table,
    column_no,
    case
        when n_panels = 0 then ''
        else
            {{ number_text('n_obs / most_years', 0) }} || ' x ' || cast(most_years as string)
            || case when n_panels > 2 then ', ...' else '' end
            || case
                when n_panels > 1
                    then
                        ', '
                        || {{ number_text('n_obs / fewest_years', 0) }}
                        || ' x '
                        || cast(fewest_years as string)
                else ''
            end
    end as panels
from fitting

-- The years with kept export records. n_months counts the months that monthly records cover anywhere in the
-- year; it is null for yearly records. made_from is a hash of all inputs of the year's rows in
-- int_export_totals: contents, places, times, rates and the mapping to products. If it changes, the year is
-- summed again.
-- Grain: one row per year.

with kept as (

    select
        source_file,
        region_text,
        year_text,
        month_text,
        unit_text,
        region_code,
        year,
        usd_per_unit,
        months,
        row_count,
        missing_count,
        bad_value_count
    from {{ ref('int_export_outcomes') }}
    where outcome = 'kept'

),

months_covered as (

    select
        year,
        bit_count(bit_or(months)) as n_months,
        count(*) filter (where months is null and row_count > bad_value_count + missing_count) as n_yearly
    from kept
    group by year

),

places as (

    select distinct
        kept.year,
        cast(files.content_id as string) || '|' || kept.source_file || '|' || kept.region_text || '|'
        || kept.year_text || '|' || kept.month_text || '|' || kept.unit_text || '|' || kept.region_code || '|'
        || cast(kept.usd_per_unit as string) as place
    from kept
    inner join {{ ref('stg_export_files') }} as files
        on kept.source_file = files.source_file

),

places_of_year as (

    select
        year,
        bit_xor({{ text_id('place') }}) as places_id
    from places
    group by year

),

names as (

    select industry_key || '=' || industry_code as name
    from {{ ref('int_industry_names') }}

    union all

    select industry_code as name
    from {{ ref('industries') }}

),

rules as (

    select
        cast(bit_xor({{ text_id('names.name') }}) as string) || '|' || max(settings.prody_level)
        || '|' || max(settings.export_level) as rule_text
    from names
    cross join {{ ref('stg_settings') }} as settings

)

select
    months_covered.year,
    case when months_covered.n_yearly = 0 then cast(months_covered.n_months as bigint) end as n_months,
    {{ text_id("cast(places_of_year.places_id as string) || '|' || rules.rule_text") }} as made_from
from months_covered
inner join places_of_year
    on months_covered.year = places_of_year.year
cross join rules

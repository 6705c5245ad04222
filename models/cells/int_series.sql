-- The indicator of each printed series of each file: the row of raw_series with its name and unit. A row
-- whose source is a file pattern applies only to matching files and takes precedence there over a general
-- row. The same name with another unit is a mismatch and is never converted.
-- Grain: one row per file, printed series and printed unit.

with printed as (

    select
        source_file,
        series_key,
        unit_key,
        min(series_text) as series_text,
        min(unit_text) as unit_text,
        count(*) as cell_count
    from {{ ref('stg_raw_cells') }}
    group by source_file, series_key, unit_key

),

mapped as (

    select
        {{ name_key('printed_series') }} as series_key,
        {{ fold_text("coalesce(printed_unit, '')") }} as unit_key,
        printed_unit,
        indicator_id,
        multiplier,
        priority,
        coalesce(source, '') as source,
        case
            when
                source like '%*%' or source like '%?%' or lower(source) like '%.csv'
                or lower(source) like '%.xlsx' or lower(source) like '%.xls' or lower(source) like '%.txt'
                then translate(source, '*?', '%_')
        end as file_pattern
    from {{ ref('raw_series') }}

),

candidates as (

    select
        printed.source_file,
        printed.series_key,
        printed.unit_key,
        mapped.printed_unit,
        mapped.indicator_id,
        mapped.multiplier,
        mapped.priority,
        mapped.source,
        mapped.unit_key = printed.unit_key as unit_agrees,
        row_number() over (
            partition by printed.source_file, printed.series_key, printed.unit_key
            order by
                case when mapped.unit_key = printed.unit_key then 0 else 1 end asc,
                case when mapped.file_pattern is null then 1 else 0 end asc,
                -- 千美元 is closer to 万美元 than to 亿元人民币.
                case when mapped.unit_key like '%' || right(printed.unit_key, 2) then 0 else 1 end asc,
                mapped.priority asc,
                mapped.indicator_id asc
        ) as place
    from printed
    inner join mapped
        on
            printed.series_key = mapped.series_key
            and (
                mapped.file_pattern is null
                or printed.source_file like mapped.file_pattern
                or printed.source_file like '%/' || mapped.file_pattern
            )

)

select
    printed.source_file,
    printed.series_key,
    printed.unit_key,
    printed.series_text,
    printed.unit_text,
    printed.cell_count,
    case when candidates.unit_agrees then candidates.indicator_id end as indicator_id,
    case when candidates.unit_agrees then candidates.multiplier end as multiplier,
    case when candidates.unit_agrees then candidates.priority end as priority,
    candidates.source,
    candidates.indicator_id as mapped_indicator_id,
    candidates.printed_unit as mapped_unit,
    case
        when candidates.place is null then 'unmapped'
        when candidates.unit_agrees and candidates.indicator_id = 'ignore' then 'not_wanted'
        when candidates.unit_agrees then 'mapped'
        when printed.unit_key = '' then 'unmapped'
        else 'unit_mismatch'
    end as mapping  -- noqa: RF04
from printed
left join candidates
    on
        printed.source_file = candidates.source_file
        and printed.series_key = candidates.series_key
        and printed.unit_key = candidates.unit_key
        and candidates.place = 1

{#- Collects the selects for the files of one kind whose content is not in the summed records yet. A
    first select without rows gives names and types of the columns, even if nothing is unread.
    `kind`: 'typed' or 'text'; `summed`: the relation of what is summed; `files`: stg_export_files;
    `incremental`: whether `summed` exists and is kept. -#}
{% macro select_unread_exports(kind, summed, files, incremental) -%}
    {{ adapter.dispatch('select_unread_exports', 'tsi')(kind, summed, files, incremental) }}
{%- endmacro %}

{% macro default__select_unread_exports(kind, summed, files, incremental) -%}
    {%- set columns = {
        'typed': 'cast(null as varchar) as region_text, cast(null as varchar) as industry_text, '
            ~ 'cast(null as integer) as year, cast(null as integer) as month, '
            ~ 'cast(null as varchar) as unit_text, cast(null as double) as value',
        'text': 'cast(null as varchar) as region_text, cast(null as varchar) as industry_text, '
            ~ 'cast(null as varchar) as year_text, cast(null as varchar) as month_text, '
            ~ 'cast(null as varchar) as date_text, cast(null as varchar) as unit_text, '
            ~ 'cast(null as varchar) as value_text'
    }[kind] -%}
    set variable tsi_unread_{{ kind }} = (
        select
            'select cast(null as bigint) as content_id, {{ columns }} where false'
            || coalesce(string_agg(' union all ' || read_sql, '' order by content_id), '')
        from (
            select
                content_id,
                min(read_sql) as read_sql
            from {{ files }}
            where
                reading = '{{ kind }}'
                and content_id not in ({{ "select content_id from " ~ summed if incremental else 0 }})
            group by content_id
        ) as unread
    )
{%- endmacro %}

{#- Spark reads what `tsi land` wrote, and sums all of it. -#}
{% macro spark__select_unread_exports(kind, summed, files, incremental) -%}
{%- endmacro %}

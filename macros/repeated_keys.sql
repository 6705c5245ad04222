{#- The keys of several tables that two rows share, or that lack a part. One test of many tables: dbt spends
    more on a node than the engine on its query; where more is asked of a table, it has a test of its own.
    `keys`: name of a model -> its key's columns; a column that may be null ends in '?'. -#}
{% macro repeated_keys(keys) -%}
    {%- for model, columns in keys.items() %}
        {{ repeated_key(ref(model), model, columns) }}
        {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{% macro repeated_key(relation, table_name, columns) -%}
    {%- set names = columns | map('replace', '?', '') | list -%}
    {%- set missing = [] -%}
    {%- for column in columns if not column.endswith('?') -%}
        {%- do missing.append(column ~ ' is null') -%}
    {%- endfor %}
    select
        '{{ table_name }}' as table_name,
        '{{ names | join(", ") }}' as key_columns,
        coalesce(cast({{ names | join(" as string), '?') || ' | ' || coalesce(cast(") }} as string), '?') as key_values,
        count(*) as n_rows
    from {{ relation }}
    group by {{ names | join(', ') }}
    having {{ (['count(*) > 1'] + missing) | join(' or ') }}
{%- endmacro %}

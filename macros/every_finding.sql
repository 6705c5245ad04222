{#- The union of every check: each model of models/audit/checks with the columns that all findings share, and the
    named values of its sentence. The models are read from dbt's graph, so a new model is a new check; they may
    refer to models/audit/printed. Without a graph (linting, parsing) there are no rows. -#}
{% macro every_finding() -%}
    {%- set checks = [] -%}
    {%- for node in (graph.nodes.values() if execute else []) if node.name.startswith('check_') and node.resource_type == 'model' -%}
        {%- do checks.append(node) -%}
    {%- endfor -%}
    {%- for node in checks | sort(attribute='name') %}
    select
        study_table,
        column_no,
        term,
        '{{ node.name[6:] }}' as check_name,
        {{ 'claim' if node.name.startswith('check_claim_') else 'cast(null as string)' }} as claim,
        printed,
        expected,
        verdict,
        parts
        {{- _named_values(node.config.meta['values']) }}
    from (
        {{ render(node.raw_code) }}
    ) as findings
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- else %}
    select
        cast(null as string) as study_table,
        cast(null as integer) as column_no,
        {%- for column in ['term', 'check_name', 'claim', 'printed', 'expected', 'verdict'] %}
        cast(null as string) as {{ column }},
        {%- endfor %}
        cast(null as string) as parts
        {{- _named_values([]) }}
    where false
    {%- endfor %}
{%- endmacro %}

{% macro _named_values(names) -%}
    {%- for place in range(9) -%}
    ,
        '{{ names[place] or '' }}' as name_{{ place + 1 }},
        {{ 'cast(' ~ names[place] ~ ' as string)' if names[place] else 'cast(null as string)' }} as value_{{ place + 1 }}
    {%- endfor -%}
{%- endmacro %}

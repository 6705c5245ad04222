{#- Every row of a table keeps the table's rules; a row that does not comes out with the rule it breaks.
    One test a table: dbt spends about 0.1 s on each node, far more than the engine on its query.
    `key`: the grain, no two rows share it and no part of it is null; `nullable`: parts of the key that may be null,
    where null is a value like another; `required`: further columns that are never null;
    `accepted`: the texts a column may hold, null apart; `ranges`: [lowest, highest] a number may be, either of them
    null for no bound; `finite`: numbers that are neither NaN nor infinite (a range refuses NaN too). -#}
{% test valid_rows(model, key, nullable=[], required=[], accepted={}, ranges={}, finite=[]) %}

    {%- set rules = [] -%}
    {%- for column in key | reject('in', nullable) | list + required -%}
        {%- do rules.append((column ~ ' is null', column ~ ' is missing')) -%}
    {%- endfor -%}
    {%- for column, texts in accepted.items() -%}
        {%- do rules.append((
            column ~ " not in ('" ~ texts | join("', '") ~ "')", column ~ ' is none of ' ~ texts | join(', ')
        )) -%}
    {%- endfor -%}
    {%- for column in (ranges | list) + finite -%}
        {%- do rules.append((column ~ " = cast('nan' as double)", column ~ ' is not a number')) -%}
    {%- endfor -%}
    {%- for column, (lowest, highest) in ranges.items() -%}
        {%- if lowest is not none -%}
            {%- do rules.append((column ~ ' < ' ~ lowest ~ ' - 1e-12', column ~ ' is below ' ~ lowest)) -%}
        {%- endif -%}
        {%- if highest is not none -%}
            {%- do rules.append((column ~ ' > ' ~ highest ~ ' + 1e-12', column ~ ' is above ' ~ highest)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in finite -%}
        {%- do rules.append(('abs(' ~ column ~ ") = cast('infinity' as double)", column ~ ' is infinite')) -%}
    {%- endfor %}

    with judged as (

        select
            {{ (key + required + (accepted | list) + (ranges | list) + finite) | unique | join(', ') }},
            case
                when count(*) over (partition by {{ key | join(', ') }}) > 1
                    then 'the key is repeated: {{ key | join(", ") }}'
                {% for condition, rule in rules -%}
                    when {{ condition }} then '{{ rule }}'
                {% endfor -%}
            end as broken_rule
        from {{ model }}

    )

    select *
    from judged
    where broken_rule is not null

{% endtest %}

{#- The three known names most similar to each printed name of the same kind, the most similar first.
    `printed`: relation with kind and printed_name; `known`: relation with kind and known_name; each row once. -#}
{% macro nearest_names(printed, known) -%}
    select
        kind,
        printed_name,
        max(case when place = 1 then known_name end) as first_name,
        max(case when place = 2 then known_name end) as second_name,
        max(case when place = 3 then known_name end) as third_name
    from (
        select
            printed.kind,
            printed.printed_name,
            known.known_name,
            row_number() over (
                partition by printed.kind, printed.printed_name
                order by
                    {{ name_similarity('printed.printed_name', 'known.known_name') }} desc,
                    known.known_name asc
            ) as place
        from {{ printed }} as printed
        inner join {{ known }} as known
            on printed.kind = known.kind
    ) as compared
    where place <= 3
    group by kind, printed_name
{%- endmacro %}

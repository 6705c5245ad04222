{#- As view.sql, for tables. -#}
{% materialization table, adapter='duckdb' %}
    {{ run_hooks(pre_hooks) }}
    {% set relation = in_place_of('table') %}
    {% call statement('main') %}
        create or replace table {{ relation }} as (
            {{ compiled_code }}
        )
    {% endcall %}
    {% do persist_docs(relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

{#- dbt's own test stores its rows first and counts them then. Nearly all tests find none, so this one counts
    first, and stores the rows of a failed test only. -#}
{% materialization test, adapter='duckdb' %}
    {% set limited %}{{ get_limit_subquery_sql(sql, config.get('limit')) }}{% endset %}
    {% call statement('main', fetch_result=True) %}
        {{ get_test_sql(limited, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
    {% endcall %}
    {% if should_store_failures() %}
        {% set relation = api.Relation.create(
            database=database, schema=schema, identifier=model['alias'], type='table') %}
        {% set old = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) %}
        {% if old %}
            {% do adapter.drop_relation(old) %}
        {% endif %}
        {% if load_result('main').data[0][0] | int > 0 %}
            {% call statement('store', auto_begin=True) %}
                {{ get_create_sql(relation, limited) }}
            {% endcall %}
            {{ adapter.commit() }}
            {{ return({'relations': [relation]}) }}
        {% endif %}
    {% endif %}
    {{ return({'relations': []}) }}
{% endmaterialization %}

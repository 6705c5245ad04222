{#-
    Say the first rows that each failed test stored, so that bare dbt names file, cell and reason too.

    results : what dbt hands to on-run-end
    rows : the most rows to say of one test
-#}
{% macro tell_failed_rows(results, rows=5) %}
    {% if execute %}
        {% for result in results
            if result.node.resource_type == 'test' and result.status == 'fail' and result.node.relation_name %}
            {% set found = run_query('select * from ' ~ result.node.relation_name ~ ' limit ' ~ rows) %}
            {% do log(result.node.name ~ ': ' ~ result.failures ~ ' row(s)', info=True) %}
            {% for row in found.rows %}
                {% set told = [] %}
                {% for name, value in row.dict().items() if value is not none and value | string != '' %}
                    {% do told.append(name ~ '=' ~ value) %}
                {% endfor %}
                {% do log('  ' ~ told | join(', '), info=True) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#-
    Log the first rows that each failed test stored, so that plain dbt also names file, cell and reason;
    control characters are escaped.

    results : what dbt hands to on-run-end
    rows : maximum number of rows per test
-#}
{% macro log_failed_rows(results, rows=5) %}
    {% if execute %}
        {% for result in results
            if result.node.resource_type == 'test' and result.status == 'fail' and result.node.relation_name %}
            {% set found = run_query('select * from ' ~ result.node.relation_name ~ ' limit ' ~ rows) %}
            {% do log(result.node.name ~ ': ' ~ result.failures ~ ' row(s)', info=True) %}
            {% for row in found.rows %}
                {% set pairs = [] %}
                {% for name, value in row.dict().items() if value is not none and value | string != '' %}
                    {% set shown = [] %}
                    {% for char in value | string %}
                        {% set code = char.encode('unicode_escape').decode() %}
                        {% do shown.append(char if char.isprintable() else code) %}
                    {% endfor %}
                    {% do pairs.append(name ~ '=' ~ shown | join) %}
                {% endfor %}
                {% do log('  ' ~ pairs | join(', '), info=True) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
{% endmacro %}

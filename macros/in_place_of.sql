{#- This model's relation, to be made as `type`; what has its name and another type is dropped. -#}
{% macro in_place_of(type) %}
    {% set existing = load_cached_relation(this) %}
    {% if existing is not none and existing.type != type %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
    {% do return(this.incorporate(type=type)) %}
{% endmacro %}

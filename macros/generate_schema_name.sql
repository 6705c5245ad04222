{#- A model's schema is its folder's name, not <target>_<name>: analysts write marts.study_panel. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}

{#- A user's own profile must have the settings of ours, or the build would stop halfway at the
    first source. This error comes first and names what is missing. -#}
{% macro refuse_other_profile() -%}
    {%- set found = (target.plugins or []) | map(attribute='module') | list -%}
    {%- if target.type == 'duckdb' and 'tsi_warehouse.landing.plugin' not in found -%}
        {%- do exceptions.raise_compiler_error(
            "DBT-11: the profile '" ~ target.profile_name ~ "', target '" ~ target.name ~ "', has no plugin "
            ~ "tsi_warehouse.landing.plugin, which reads raw/. Found plugins: "
            ~ (found | join(', ') or 'none') ~ ". Copy the output dev of profiles/profiles.yml, or leave out "
            ~ "--profiles-dir and DBT_PROFILES_DIR to use it."
        ) -%}
    {%- endif -%}
{%- endmacro %}

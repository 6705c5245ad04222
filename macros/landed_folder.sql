{#- Where `tsi land` wrote what Spark reads, as an absolute path or a URL such as s3a://bucket/landed. -#}
{% macro landed_folder() -%}
    {{ return(env_var('TSI_LANDED', invocation_args_dict.project_dir ~ '/.study/default/landed')) }}
{%- endmacro %}

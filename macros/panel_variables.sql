{#- The rows of seeds/variables.csv, which say what the panel is made of, in their order; [] before the seed is
    built and where nothing runs (parsing, linting). Unit tests override this macro with rows of their own. -#}
{% macro panel_variables() -%}
    {%- set relation = ref('variables') -%}
    {%- set found = [] -%}
    {%- if execute and load_relation(relation) is not none -%}
        {%- for row in run_query('select * from ' ~ relation).rows -%}
            {%- do found.append(row.dict()) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}

{#- The columns of int_panel_measures that its YAML lists: names that a formula may have, next to indicators. -#}
{% macro panel_measures() -%}
    {{ return(graph.nodes['model.tsi.int_panel_measures'].columns | list) }}
{%- endmacro %}

{#- The formula of a variable, read; one that cannot be read ends the build. `variable`: a row of panel_variables. -#}
{% macro variable_formula(variable) -%}
    {%- set formula = read_formula(variable.formula, panel_measures()) -%}
    {%- if formula.refused is not none -%}
        {%- do exceptions.raise_compiler_error(
            "seeds/variables.csv, variable '" ~ variable.variable ~ "': the formula '" ~ variable.formula
            ~ "' cannot be read at '" ~ formula.refused ~ "' (docs/seeds.md)"
        ) -%}
    {%- endif -%}
    {{ return(formula) }}
{%- endmacro %}

{#- The indicators behind a variable as [indicator_id, group, choice], where those of one group are alternatives in
    the order of choice: what its `inputs` list, parted by |, else what its formula names.
    `variable`: a row of panel_variables. -#}
{% macro variable_inputs(variable) -%}
    {%- set found = [] -%}
    {%- if variable.inputs -%}
        {%- for alternative in variable.inputs.split('|') -%}
            {%- set choice = loop.index -%}
            {%- for name in alternative.split() -%}
                {%- do found.append([name, 1, choice]) -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- else -%}
        {%- set formula = variable_formula(variable) -%}
        {%- do found.extend(formula.names | rejectattr(0, 'in', formula.measures) | unique(attribute=0)) -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}

{#- The value of the variable that a column names, from a relation with the panel's columns; null where the panel has
    no such variable. `named_by`: the column; `relation`: the panel. -#}
{% macro value_of_variable(named_by, relation) -%}
    case
        {%- for row in panel_variables() %}
        when {{ named_by }} = {{ text_literal(row.variable) }} then {{ relation }}.{{ quoted_name(row.variable) }}
        {%- endfor %}
        when false then cast(null as double)
    end
{%- endmacro %}

{#- The same as one text: alternatives parted by |. `variable`: a row of panel_variables. -#}
{% macro inputs_text(variable) -%}
    {%- set parts = [] -%}
    {%- for alternative in variable_inputs(variable) | groupby(2) -%}
        {%- do parts.append(alternative.list | map(attribute=0) | join(' ')) -%}
    {%- endfor -%}
    {{ return(parts | join(' | ')) }}
{%- endmacro %}

{#- A comment on each column of the panel: what seeds/variables.csv says of the variable, in both languages. -#}
{% macro comment_variables() -%}
    {%- for row in panel_variables() -%}
        {%- set zh = [row.label_zh or row.label_en or row.variable, row.unit_zh or row.unit] | select | join('，') -%}
        {%- set en = [row.label_en or row.label_zh or row.variable, row.unit] | select | join(', ') -%}
        {%- set said = zh ~ '。' ~ en ~ '.' ~ (' ' ~ row.comment if row.comment else '') %}
        comment on column {{ this }}.{{ quoted_name(row.variable) }} is {{ text_literal(said) }};
    {%- endfor -%}
{%- endmacro %}

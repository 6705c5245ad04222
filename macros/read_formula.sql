{#- A formula of a seed, read: names, numbers, + - * /, brackets, ln() and coalesce(), the first that has a value.
    Nothing of its text becomes SQL that is none of these. A division by zero and the logarithm of what is not
    above zero are null.
    `formula`: the text; `measures`: names that are columns of `measures`; all others are columns of `inputs`.
    Returns sql; names, each as [name, group, choice], where names of one group are alternatives in the order of
    choice; measures, as given; refused, the token that cannot stand where it stands ('' for the end), none where all is well.
    Python reads the same file to check seeds before dbt runs (tsi_warehouse/formulas.py). -#}
{% macro read_formula(formula, measures) -%}
    {%- set tokens = modules.re.findall('[^\\W\\d]\\w*|(?:[0-9]+[.]?[0-9]*|[.][0-9]+)(?:[eE][+-]?[0-9]+)?|\\S', formula) -%}
    {%- set brackets = {'(': ['(', ')'], 'ln': ['ln(nullif(greatest(', ', 0), 0))'], 'coalesce': ['coalesce(', ')']} -%}
    {%- set state = namespace(sql='', due='operand', first=true, divides=false, group=0, groups=0, refused=none) -%}
    {%- set open = [] -%}
    {%- set names = [] -%}
    {%- for token in tokens -%}
        {%- set after = (tokens + [''])[loop.index] -%}
        {%- if state.refused is not none -%}
        {%- elif state.due == 'bracket' -%}
            {%- set state.due = 'operand' -%}
        {%- elif state.due == 'operand' and token == '-' and state.first -%}
            {%- set state.sql = state.sql ~ '-' -%}
            {%- set state.first = false -%}
        {%- elif state.due == 'operand' and token in brackets and (token == '(' or after == '(') -%}
            {%- set state.sql = state.sql ~ ('nullif(' if state.divides else '') ~ brackets[token][0] -%}
            {%- if token == 'coalesce' and state.group == 0 -%}
                {%- set state.groups = state.groups + 1 -%}
                {%- set state.group = state.groups -%}
            {%- endif -%}
            {%- do open.append({
                'kind': token, 'choice': 1, 'group': state.group,
                'closed': brackets[token][1] ~ (', 0)' if state.divides else ''),
            }) -%}
            {%- set state.due = 'operand' if token == '(' else 'bracket' -%}
            {%- set state.first = true -%}
            {%- set state.divides = false -%}
        {%- elif state.due == 'operand' and modules.re.match('[\\w.]', token) and after != '(' and token != '.' -%}
            {%- set operand = token -%}
            {%- if modules.re.match('[^\\W\\d]', token) -%}
                {%- set operand = ('measures.' if token in measures else 'inputs.') ~ quoted_name(token) -%}
                {%- set outermost = (open | selectattr('kind', 'equalto', 'coalesce') | list)[:1] -%}
                {%- do names.append([token, state.group, outermost[0].choice if outermost else 1]) -%}
            {%- endif -%}
            {%- set state.sql = state.sql ~ ('nullif(' ~ operand ~ ', 0)' if state.divides else operand) -%}
            {%- set state.due = 'operator' -%}
            {%- set state.divides = false -%}
        {%- elif state.due == 'operator' and token in ['+', '-', '*', '/'] -%}
            {%- set state.sql = state.sql ~ ' ' ~ token ~ ' ' -%}
            {%- set state.due = 'operand' -%}
            {%- set state.first = false -%}
            {%- set state.divides = token == '/' -%}
        {%- elif state.due == 'operator' and token == ')' and open -%}
            {%- set bracket = open.pop() -%}
            {%- set state.sql = state.sql ~ bracket.closed -%}
            {%- if not (open | selectattr('kind', 'equalto', 'coalesce') | list) -%}
                {%- set state.group = 0 -%}
            {%- endif -%}
        {%- elif state.due == 'operator' and token == ',' and open and open[-1].kind == 'coalesce' -%}
            {%- do open[-1].update({'choice': open[-1].choice + 1}) -%}
            {%- set state.sql = state.sql ~ ', ' -%}
            {%- set state.due = 'operand' -%}
            {%- set state.first = true -%}
        {%- else -%}
            {%- set state.refused = token -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if state.refused is none and (open or state.due != 'operator') -%}
        {%- set state.refused = '' -%}
    {%- endif -%}
    {{ return({'sql': state.sql, 'names': names, 'measures': measures, 'refused': state.refused}) }}
{%- endmacro %}

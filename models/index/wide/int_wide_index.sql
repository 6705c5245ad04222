-- The index of a wide panel: the sum over its indicators of entropy weight times scaled value.
-- Grain: one row per row of the panel.

{%- set indicators = wide_panel('positive') + wide_panel('negative') %}

with weights as (

    select
        {%- for indicator in indicators %}
        coalesce(max(case when indicator_id = {{ text_literal(indicator) }} then weight end), 0)
            as {{ quoted_name(indicator) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_wide_entropy_weights') }}

)

select
    {% for key in wide_panel('keys') %}scaled.{{ quoted_name(key) }}, {% endfor %}
    {%- for indicator in indicators %}
    {%- set weight = 'weights.' ~ quoted_name(indicator) %}
    {{ '+ ' if not loop.first }}case when {{ weight }} > 0 then {{ weight }} * scaled.{{ quoted_name(indicator) }} else 0 end
    {%- endfor %} as entropy_index
from {{ ref('int_wide_scaled') }} as scaled
cross join weights

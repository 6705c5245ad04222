{#- A folded value without the footnote marks that yearbooks stick to its end (123.4①). -#}
{% macro without_footnote(folded_text) -%}
    trim(trailing '①②③④⑤⑥⑦⑧⑨⑩⑪⑫*†‡¹²³⁴⁵' from {{ folded_text }})
{%- endmacro %}

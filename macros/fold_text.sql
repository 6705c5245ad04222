{#- A printed name as it is compared: full-width signs made half-width, white space gone, lower case.
    `text_value`: a text expression. -#}
{% macro fold_text(text_value) -%}
    lower(translate(
        {{ text_value }},
        '０１２３４５６７８９（）［］〔〕，．：；％＋－／＿＆＝'
        || 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ'
        || '　 ' || chr(160) || chr(9) || chr(10) || chr(13),
        '0123456789()[][],.:;%+-/_&='
        || 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    ))
{%- endmacro %}

{#- The characters that folding makes alike, in one place: `wide` and the `narrow` ones they become, every
    kind of `white` space, and the signs that print a `minus`. `which`: one of those four names.
    Invisible characters are written by their code points. -#}
{% macro folded_characters(which) -%}
    {{ return({
        'wide': '０１２３４５６７８９（）［］〔〕，．：；％＋－／＿＆＝＃＊'
            ~ 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
        'narrow': '0123456789()[][],.:;%+-/_&=#*'
            ~ 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
        'white': '\u3000\u0020\u00a0\u2002\u2003\u2005\u2009\u200a\u200b\u202f\u2060\ufeff\t\n\r',
        'minus': '\u2212\ufe63\u2013\u2010\u2011'
    }[which]) }}
{%- endmacro %}

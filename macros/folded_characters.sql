{#- The characters that folding treats alike, in one place: `wide` and the `narrow` ones they become, every
    kind of `white` space, the characters used as `minus`, the `marks` that point to a note, and the class of
    characters that are `invisible`: control and format characters, fillers, variation selectors, marks of
    direction. `which`: one of those six names.
    Invisible characters are written by their code points. python/yearbooks/folding.py folds the
    same way to recognise tables; a test compares the two, character by character. -#}
{% macro folded_characters(which) -%}
    {{ return({
        'wide': '！＃＄％＆（）＊＋，－．／０１２３４５６７８９：；＜＝＞？＠［］＾＿｀｛｜｝～〔〕'
            ~ 'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ',
        'narrow': '!#$%&()*+,-./0123456789:;<=>?@[]^_`{|}~[]'
            ~ 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
        'white': '\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006'
            ~ '\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u2800\u3000',
        'minus': '\u2212\ufe63\u2012\u2013\u2010\u2011',
        'marks': '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳*†‡※§¹²³⁴⁵⁶⁷⁸⁹',
        'invisible': '\x01-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f'
            ~ '\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
            ~ '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff'
    }[which]) }}
{%- endmacro %}

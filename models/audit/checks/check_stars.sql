{{ config(meta={'values': [
    'printed', 't_text', 't_low_text', 't_high_text', 'by_normal', 'by_residuals', 'degrees_text',
    'by_clusters', 'clusters_text'
]}) }}
-- Do the stars match the coefficient and its standard error? *, ** and *** claim 10, 5 and 1 percent, no star
-- claims nothing. Stars that no distribution allows are inconsistent; stars that only some allow are
-- borderline, because the paper does not say which one it used.
-- Grain: one row per printed coefficient that has something in its brackets.

with stars as (

    select
        *,
        {{ number_text('t_value', 2) }} as t_text,
        {{ number_text('t_low', 3) }} as t_low_text,
        {{ number_text('t_high', 3) }} as t_high_text,
        {{ level_of_stars('normal_stars') }} as by_normal,
        {{ level_of_stars('t_stars') }} as by_residuals,
        {{ level_of_stars('clusters_stars') }} as by_clusters,
        coalesce(cast(degrees as string), 'inf') as degrees_text,
        cast(degrees_clusters as string) as clusters_text
    from {{ ref('int_printed_stars') }}

)

select
    study_table,
    column_no,
    term,
    printed,
    't = ' || t_text || ', ' || by_normal
    || case when by_normal = by_residuals then '' else ' (normal), ' || by_residuals || ' (t)' end
    || case when by_clusters = by_residuals then '' else ', ' || by_clusters || ' (clusters)' end
        as expected,
    verdict,
    case
        when verdict = 'suspect' then 'unreadable'
        when verdict = 'too coarse to judge' then 'too_coarse'
        else
            case when p_value is null then 'opening ' else 'p_value ' end
            || case
                when verdict <> 'inconsistent' then verdict
                when n_stars > stars_most then 'too_many'
                else 'too_few'
            end
    end as parts,
    t_text,
    t_low_text,
    t_high_text,
    by_normal,
    by_residuals,
    degrees_text,
    by_clusters,
    clusters_text
from stars

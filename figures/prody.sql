-- Each industry's PRODY in the first and the last year; if there are more than 45, the 20 highest and lowest.
-- Grain: one row per industry with a PRODY in the last year.

with ends as (

    select
        min(year) as first_year,
        max(year) as last_year
    from marts.industry_prody
    where prody is not null

),

industries as (

    select
        industry_prody.industry_code,
        any_value(industries.factor_intensity) as factor_intensity,
        max(case when industry_prody.year = first_year then industry_prody.prody end) as prody_first,
        max(case when industry_prody.year = last_year then industry_prody.prody end) as prody_last,
        any_value(ends.first_year) as first_year,
        any_value(ends.last_year) as last_year
    from marts.industry_prody
    cross join ends
    left join marts.industries on industry_prody.industry_code = industries.industry_code
    group by industry_prody.industry_code
    having prody_last is not null

),

ranked as (

    select
        industries.*,
        words.short_zh as label_zh,
        words.short_en as label_en,
        words.zh,
        words.en,
        row_number() over (order by industries.prody_last desc, industries.industry_code asc) as place,
        count(*) over () as n_industries
    from industries
    inner join labels as words on words.kind = 'industry' and industries.industry_code = words.code

)

select
    ranked.industry_code,
    ranked.factor_intensity,
    ranked.prody_first,
    ranked.prody_last,
    ranked.first_year,
    ranked.last_year,
    ranked.label_zh,
    ranked.label_en,
    ranked.n_industries <= 45 or ranked.place <= 20 or ranked.place > ranked.n_industries - 20 as is_drawn,
    ranked.first_year as fact_first,
    ranked.last_year as fact_last,
    first_value(ranked.zh) over ranking as fact_top_zh,
    first_value(ranked.en) over ranking as fact_top_en,
    format('{:.1f}', first_value(ranked.prody_last / 1000) over ranking) as fact_high,
    last_value(ranked.zh) over ranking as fact_bottom_zh,
    last_value(ranked.en) over ranking as fact_bottom_en,
    format('{:.1f}', last_value(ranked.prody_last / 1000) over ranking) as fact_low
from ranked
window ranking as (order by place rows between unbounded preceding and unbounded following)
order by ranked.place

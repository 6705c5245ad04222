-- Texts are joined once each and in order; null and the empty text that is nulled leave nothing behind.

with given as (

    select 'GDP' as series
    union all
    select 'CPI' as series
    union all
    select 'GDP' as series
    union all
    select cast(null as string) as series

),

joined as (

    select
        {{ joined_texts('series') }} as listed,
        {{ joined_texts("nullif(series, series)") }} as listed_nothing
    from given

)

select *
from joined
where listed <> 'CPI; GDP' or listed is null or listed_nothing is not null

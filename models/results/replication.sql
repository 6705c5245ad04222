-- The numbers that the paper prints in its tables 2 to 7 next to those computed here. Standard errors and
-- stars are those that the tables show: one convention for the whole study, named in vcov. Compared are the
-- paper's own variants, equation and differenced; nothing is computed where a model was skipped.
-- Grain: one row per printed number and variant of its model.

with models as (

    select
        study_table,
        column_no,
        variant,
        outcome,
        r2_within,
        n_obs
    from {{ source('results', 'models') }}
    where variant in ('equation', 'differenced')
    union all
    select
        study_table,
        column_no,
        variant,
        outcome,
        null as r2_within,
        null as n_obs
    from {{ source('results', 'skipped') }}
    where variant in ('equation', 'differenced')

),

descriptives as (

    select
        '2' as study_table,
        null as column_no,
        '' as variant,
        '' as outcome,
        printed.variable as term,
        quantities.quantity,
        '' as vcov,
        case quantities.quantity
            when 'n' then cast(printed.n as string)
            when 'maximum' then printed.maximum
            when 'minimum' then printed.minimum
            else printed.std_dev
        end as printed,
        case quantities.quantity
            when 'n' then computed.n
            when 'maximum' then computed.maximum
            when 'minimum' then computed.minimum
            else computed.std_dev
        end as computed_value
    from {{ ref('int_own_printed_descriptives') }} as printed
    cross join (values ('n'), ('maximum'), ('minimum'), ('std_dev')) as quantities (quantity)
    left join {{ ref('descriptive_statistics') }} as computed
        on printed.variable = computed.variable

),

coefficients as (

    select
        models.study_table,
        models.column_no,
        models.variant,
        models.outcome,
        printed.term,
        quantities.quantity,
        coalesce(shown.convention, '') as vcov,
        case quantities.quantity
            when 'coefficient' then printed.coefficient
            when 'std_error' then printed.std_error
            else coalesce(printed.stars, '')
        end as printed,
        case quantities.quantity
            when 'coefficient' then shown.coefficient
            when 'std_error' then shown.std_error
        end as computed_value,
        shown.stars
    from {{ ref('int_own_printed_coefficients') }} as printed
    cross join (values ('coefficient'), ('std_error'), ('stars')) as quantities (quantity)
    inner join models
        on printed.study_table = models.study_table and cast(printed.column_no as integer) = models.column_no
    left join {{ ref('term_matches') }} as matches
        on
            models.study_table = matches.study_table
            and models.column_no = matches.column_no
            and models.variant = matches.variant
            and models.outcome = matches.outcome
            and printed.term = matches.asked_term
    left join {{ ref('shown_estimates') }} as shown
        on
            matches.study_table = shown.study_table
            and matches.column_no = shown.column_no
            and matches.variant = shown.variant
            and matches.outcome = shown.outcome
            and matches.term = shown.term

),

fits as (

    select
        models.study_table,
        models.column_no,
        models.variant,
        models.outcome,
        '' as term,
        quantities.quantity,
        '' as vcov,
        case quantities.quantity when 'r2' then printed.r2 else cast(printed.n_obs as string) end as printed,
        case quantities.quantity when 'r2' then models.r2_within else models.n_obs end as computed_value
    from {{ ref('int_own_printed_models') }} as printed
    cross join (values ('r2'), ('n_obs')) as quantities (quantity)
    inner join models
        on printed.study_table = models.study_table and cast(printed.column_no as integer) = models.column_no

),

numbers as (

    select
        *,
        cast(null as string) as stars
    from descriptives
    union all by name
    select * from coefficients
    union all by name
    select
        *,
        null as stars
    from fits

),

folded as (

    select
        *,
        {{ fold_number("translate(printed, '()*', '')") }} as folded
    from numbers
    where printed <> '' or quantity = 'stars'

),

judged as (

    select
        *,
        {{ to_number('folded') }} as printed_value,
        {{ decimals_of('folded') }} as decimals
    from folded

),

compared as (

    select
        *,
        case
            when quantity = 'stars' then stars
            when printed_value is not null then printf('%.' || decimals || 'f', computed_value)
        end as computed
    from judged

)

select
    study_table,
    cast(column_no as integer) as column_no,
    variant,
    outcome,
    term,
    quantity,
    vcov,
    printed,
    computed,
    printed_value,
    computed_value,
    computed_value - printed_value as difference,
    case
        when quantity = 'stars' then computed = printed
        else cast(computed as double) = printed_value
    end as agrees
from compared

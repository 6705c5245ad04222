-- The regressors of each printed column: those of its row in study_models, which also names controls that the
-- paper only calls 'controlled', else the printed terms. Of several variants the equation as written is used.
-- Grain: one row per printed column and regressor; `place` is its order where study_models gives one.

with printed as (

    select
        study_table,
        column_no,
        term
    from {{ ref('int_printed_coefficients') }}

),

ranked as (

    select
        study_table,
        column_no,
        variant,
        sample,
        terms,
        row_number() over (
            partition by study_table, column_no
            order by case variant when 'equation' then 1 when 'differenced' then 2 else 3 end, variant
        ) as preference
    from {{ ref('study_models') }}

),

known as (

    select
        study_table,
        column_no,
        variant,
        coalesce(sample, '') as sample_condition,
        terms
    from ranked
    where preference = 1

),

digits as (

    select digit
    from (values (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) as listed (digit)

),

places as (

    select 10 * tens.digit + ones.digit + 1 as place
    from digits as tens
    cross join digits as ones

),

listed as (

    select
        known.study_table,
        known.column_no,
        known.variant,
        known.sample_condition,
        places.place,
        trim(split_part(known.terms, ' + ', places.place)) as term
    from known
    cross join places

),

columns_printed as (

    select distinct
        study_table,
        column_no
    from printed

)

select
    listed.study_table,
    listed.column_no,
    listed.term,
    listed.place,
    listed.variant,
    listed.sample_condition
from listed
inner join columns_printed
    on
        listed.study_table = columns_printed.study_table
        and listed.column_no = columns_printed.column_no
where listed.term <> ''

union all

select
    printed.study_table,
    printed.column_no,
    printed.term,
    cast(null as integer) as place,
    cast(null as string) as variant,
    cast(null as string) as sample_condition
from printed
left join known
    on
        printed.study_table = known.study_table
        and printed.column_no = known.column_no
where
    known.study_table is null
    and printed.term <> '_cons'

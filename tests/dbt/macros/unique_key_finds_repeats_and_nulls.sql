-- The test of a key can fail: it finds a repeated key, and a key with a null.

with repeated as (

    {{ test_unique_key("(values ('a'), ('a'), ('b')) as given (region)", ['region']) }}

),

empty_key as (

    {{ test_unique_key("(values ('a'), (null)) as given (region)", ['region']) }}

),

counted as (

    select
        (select count(*) from repeated) as n_repeated,
        (select count(*) from empty_key) as n_empty

)

select *
from counted
where n_repeated <> 1 or n_empty <> 1

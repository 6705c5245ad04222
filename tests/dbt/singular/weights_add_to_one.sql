-- Entropy weights add up to 1.

select sum(weight) as total
from {{ ref('int_entropy_weights') }}
having abs(sum(weight) - 1) > 1e-9

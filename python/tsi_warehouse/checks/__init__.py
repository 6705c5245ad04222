"""The gate on both sides: raw cells before they are built on, marts before they are published.

`expectations` lists every check as data, `frames/*.sql` what each looks at, `gate` runs them with
Great Expectations, `accepted` says which block a person has signed for. What dbt tests is not
tested again here.
"""

"""The gate on both sides: raw cells before they are built on, marts before they are published.

quality/suite.yml lists every check and quality/<page>.sql what it looks at; `gate` runs them with
Great Expectations, `accepted` says which block a person has signed for. What dbt tests is not
tested again here.
"""

"""What dbt's `run_started_at` is to the linter."""


def strftime(pattern: str) -> str:
    """A fixed time."""
    return "2024-01-01T00:00:00Z"

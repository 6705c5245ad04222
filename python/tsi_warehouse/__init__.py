"""From yearbook tables and export records to an audited study of digital technology and exports."""

from typing import Any

__version__ = "0.1.0"
__all__ = ["FollowCurrent", "open_release", "run_sql"]


def __getattr__(name: str) -> Any:
    """Readers' functions load DuckDB only once they are asked for."""
    if name in __all__:
        from tsi_warehouse.release import readers

        return getattr(readers, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

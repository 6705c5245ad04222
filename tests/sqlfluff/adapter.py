"""What dbt's `adapter` is to the linter: it reads a dispatched macro as a call of the same name."""

from collections.abc import Callable


def dispatch(name: str, package: str = "") -> Callable[..., str]:
    """A stand-in for the macro `name` of whichever engine: a call on its first argument."""
    return lambda *arguments: f"{name}({arguments[0]})"


def quote(name: str) -> str:
    """An identifier in double quotes."""
    return f'"{name}"'

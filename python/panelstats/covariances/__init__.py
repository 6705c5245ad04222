"""Covariances of the coefficients, by name: one module for each kind.

A module put into this folder is imported with the others, and what it marks with `convention` is estimated
and can be asked for like the rest (CONTRIBUTING.md, "Add a covariance").
"""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from panelstats.covariance import Convention, registered

__all__ = ["CONVENTIONS", "Convention"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

#: Every convention by name, in the order in which tables list them.
CONVENTIONS: Mapping[str, Convention] = registered()

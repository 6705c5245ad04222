"""The same as panelstats.diagnostics, under the name it had before: scripts of users import it."""

from panelstats.diagnostics import (
    Diagnosis,
    hausman,
    hausman_robust,
    leave_one_out,
    pesaran_cd,
    random_effects,
    variance_inflation,
    wooldridge,
)

__all__ = [
    "Diagnosis",
    "hausman",
    "hausman_robust",
    "leave_one_out",
    "pesaran_cd",
    "random_effects",
    "variance_inflation",
    "wooldridge",
]

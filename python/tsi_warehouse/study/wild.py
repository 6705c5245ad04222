"""The same as panelstats.wild, under the name it had before: scripts of users import it."""

from panelstats.wild import (
    Signs,
    Weights,
    WildTest,
    draw_signs,
    wild_bootstrap,
    wild_test,
)

__all__ = [
    "Signs",
    "Weights",
    "WildTest",
    "draw_signs",
    "wild_bootstrap",
    "wild_test",
]

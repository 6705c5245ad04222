"""The same as panelstats.covariance, under the name it had before: scripts of users import it."""

from panelstats.covariance import (
    COVARIANCES,
    Covariance,
    Reason,
    clustered,
    conventional,
    cr2,
    cr3,
    driscoll_kraay,
    lsdv,
    reghdfe,
    two_way,
    xtreg,
)

__all__ = [
    "COVARIANCES",
    "Covariance",
    "Reason",
    "clustered",
    "conventional",
    "cr2",
    "cr3",
    "driscoll_kraay",
    "lsdv",
    "reghdfe",
    "two_way",
    "xtreg",
]

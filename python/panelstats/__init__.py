"""Panel estimation and inference for few clusters.

`fit` a `Panel`, then `infer` by any of `CONVENTIONS`, `wild_bootstrap`, and the tests of
`diagnostics`; `groups`, `mediation`, `instrument`, `unit_roots` and `components` hold the rest.
"""

from panelstats.components import PrincipalComponents, principal_components
from panelstats.covariance import Covariance, Reason, Vcov
from panelstats.covariances import CONVENTIONS, Convention
from panelstats.diagnostics import (
    Diagnosis,
    hausman,
    hausman_robust,
    leave_one_out,
    pesaran_cd,
    variance_inflation,
    wooldridge,
)
from panelstats.effects import Effects, without_singletons
from panelstats.estimate import Fit, Inference, Refusal, Why, fit, infer, student
from panelstats.groups import Difference, Pair, compare
from panelstats.instrument import Instrumented, instrumented
from panelstats.mediation import Interval, bootstrap_weights, equations, mediate
from panelstats.multiple import holm
from panelstats.panel import InstrumentedData, InstrumentedPanel, Panel, PanelData
from panelstats.wild import Signs, Weights, WildTest, draw_signs, wild_bootstrap
from panelstats.within import NoErrors, Singular, Within, project

__all__ = [
    "CONVENTIONS",
    "Convention",
    "Covariance",
    "Diagnosis",
    "Difference",
    "Effects",
    "Fit",
    "Inference",
    "Instrumented",
    "InstrumentedData",
    "InstrumentedPanel",
    "Interval",
    "NoErrors",
    "Pair",
    "Panel",
    "PanelData",
    "PrincipalComponents",
    "Reason",
    "Refusal",
    "Signs",
    "Singular",
    "Vcov",
    "Weights",
    "Why",
    "WildTest",
    "Within",
    "bootstrap_weights",
    "compare",
    "draw_signs",
    "equations",
    "fit",
    "hausman",
    "hausman_robust",
    "holm",
    "infer",
    "instrumented",
    "leave_one_out",
    "mediate",
    "pesaran_cd",
    "principal_components",
    "project",
    "student",
    "variance_inflation",
    "wild_bootstrap",
    "without_singletons",
    "wooldridge",
]

"""Write docs/methodology/validation.md from the marks of the tests in this folder.

python tests/python/study/validation.py
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LIBRARY = HERE.parent / "panelstats"
PAGE = HERE.parents[2] / "docs" / "methodology" / "validation.md"
SIMULATION = HERE.parent / "golden" / "simulation.txt"

HEAD = """\
# Validation: what each method was compared with, and how closely they agree

Written by `python tests/python/study/validation.py` from the marks of the tests; a test compares.
References in R were computed once, by `tests/python/golden/reference.R`, on simulated panels in the
same folder; those on Grunfeld and Stata's panel need files that are not part of the project.

| method | against | within | test |
|---|---|---|---|
"""

TRUTH = """
## Known truth

`make simulate` (or `python -m panelstats.simulation`) prints this: the share of 95 %
intervals that contain the truth and, for the wild bootstrap, of 5 % tests that reject it. Every panel is
`y = .5 x + region + year + e` over 12 years; e and w are AR(1) of .7 with unit variance, t the year:

| design | regressor |
|---|---|
| `ar` | `x_it = w_it` |
| `skewed` | `x_it = .5 exp(n_i) t + w_it`, n standard normal: log-normal growth, as with digital technology |
| `dominant` | `x_it = d_i t + w_it`, d = 1 in three regions, 0 in the others |

`this study` is the code of this project; `independent` are closed forms on arrays that share no code with it, on the
same draws (`panelstats/witness.py`); the largest gap is over standard errors and p-values of every draw. `elsewhere`
are figures over 4,000 draws from another implementation, which describes the designs only in words
("skewed region trends", "three dominant regions"). The formulas above are our interpretation, found
by trying several; nothing in the data or methods was changed for them.

```
"""

READING = """\
```

**How to read it.** In the designs closest to this study, `skewed` and `dominant`, 95 % intervals from `conventional`
standard errors cover 68 to 74 % with 9 or 30 regions, 68 and 80 % with 200. Those from `xtreg` (CRV1) cover 85 to
92 % with 9 or 30 regions, 3 to 10 points short, and 91 and 95 % with 200; `cr3` is short by up to 3
points; `cr2` with Satterthwaite degrees of freedom covers 95 to 98 %. The wild bootstrap rejects a true null in 3
to 7 % of draws in every design. Percentile and BCa intervals of an indirect
effect of .25 are 2 to 4 points short with 9 or 30 regions; where b = 0 BCa rejects in 8 to 12 %;
where a and b are both zero, intervals cover nearly always, by construction.

None of the 24 figures from elsewhere is more than 2.4 Monte Carlo standard errors from ours, as expected for
so many; our two computations agree to rounding in every draw.
"""


@dataclass(frozen=True)
class Check:
    """A mark: what is checked, against what, how closely, and by which test."""

    method: str
    against: str
    to: str
    test: str


def checks() -> Iterator[Check]:
    """Marks `checks` of every test of estimation, in the order of files and lines."""
    for path in sorted([*HERE.glob("test_*.py"), *LIBRARY.glob("test_*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func).endswith(".checks"):
                        method = ast.literal_eval(mark.args[0])
                        named = {key.arg: ast.literal_eval(key.value) for key in mark.keywords}
                        yield Check(
                            method, named["against"], named["to"], f"{path.name}::{node.name}"
                        )


def page() -> str:
    """The whole page."""
    lines = [f"| {row.method} | {row.against} | {row.to} | `{row.test}` |" for row in checks()]
    simulation = SIMULATION.read_text(encoding="utf-8").rstrip("\n")
    return HEAD + "\n".join(lines) + "\n" + TRUTH + simulation + "\n" + READING


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

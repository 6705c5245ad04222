"""`python -m tsi_warehouse.simulate [--out raw] [--seed N]`: write the simulated default input."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.simulate.build import SEED, build


def main(arguments: list[str] | None = None) -> int:
    """Write the files; 0, or the exit code of the error that was printed."""
    parser = argparse.ArgumentParser(prog="python -m tsi_warehouse.simulate", description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "raw", help="folder to write (raw/)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"seed of the draws ({SEED})")
    options = parser.parse_args(arguments)
    try:
        build(options.out, options.seed)
    except TsiError as problem:
        print(problem.text("en"), problem.text("zh"), sep="\n", file=sys.stderr)
        return int(problem.exit_code)
    return 0


if __name__ == "__main__":
    sys.exit(main())

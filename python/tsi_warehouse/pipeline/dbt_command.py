"""`dbt` as .venv has it: from any folder of the project it is this project's, with its profile and its database.

dbt itself looks for profiles.yml in the working folder and then in ~/.dbt, and takes relative paths from the working
folder: in models/ it would miss our profile, or take another one (docs/decisions/0107).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tsi_warehouse.core.project import PROJECT, value_of

#: What profiles.yml reads as a path, and where it lies in the project.
PATHS = {"TSI_WAREHOUSE": "warehouse", "TSI_WORK": ".study/default"}


def main() -> None:
    """Run dbt with this process's arguments."""
    os.environ.update(variables(sys.argv[1:], Path.cwd(), os.environ))
    from dbt.cli.main import cli

    cli(prog_name="dbt")


def variables(
    arguments: Sequence[str], folder: Path, environ: Mapping[str, str], project: Path = PROJECT
) -> dict[str, str]:
    """What to add to the environment of a dbt command that is called in `folder`; nothing for another project.

    An option or variable of dbt's own that names a profile wins.
    """
    named = value_of("--project-dir", arguments) or environ.get("DBT_PROJECT_DIR")
    if _project_of(folder / named if named else folder) != project.resolve():
        return {}
    added = {}
    if not (value_of("--profiles-dir", arguments) or environ.get("DBT_PROFILES_DIR")):
        added["DBT_PROFILES_DIR"] = str(project / "profiles")
    for name, default in PATHS.items():
        # A relative path is one of the project, as for the landing plugin.
        added[name] = str(project / (environ.get(name) or default))
    if database := environ.get("TSI_DATABASE"):
        added["TSI_DATABASE"] = str(project / database)
    return added


def _project_of(folder: Path) -> Path | None:
    """The nearest folder at or above `folder` that holds a dbt project, as dbt looks for it."""
    above = (folder.resolve(), *folder.resolve().parents)
    return next((place for place in above if (place / "dbt_project.yml").is_file()), None)


if __name__ == "__main__":
    main()

"""What a scheduler's owner wants done when a refresh fails: a mail, a message, a ticket."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping

PATIENCE_SECONDS = 60.0


def run_failure_hook(command: str, summary: Mapping[str, object]) -> str:
    """Run `command` with the summary: as JSON on its input, and as TSI_<NAME> in its environment.

    No shell stands between: quote words as in a shell, and name a script where more is needed.

    Returns
    -------
    '' when it went well, else what went wrong; a hook never changes how a refresh ended
    """
    variables = {f"TSI_{name.upper()}": str(value) for name, value in summary.items()}
    try:
        done = subprocess.run(
            # Windows hands a program its command line as one text.
            shlex.split(command) if os.name == "posix" else command,
            input=json.dumps(summary, ensure_ascii=False).encode(),
            env={**os.environ, **variables},
            # What it prints goes to the error stream, for the output may be one JSON object.
            stdout=2,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if done.returncode == 0 else f"exit {done.returncode}"

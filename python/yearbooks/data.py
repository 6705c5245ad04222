"""The package's data files: the words that yearbooks print, and the words of messages."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def read_yaml(path: Path) -> Any:
    """What a YAML file holds, by the parser in C where it was built."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)


#: heads, marks, units, scales and measures, each as vocabulary.yml describes it.
VOCABULARY = read_yaml(_HERE / "vocabulary.yml")
MESSAGES = _HERE / "messages.yml"

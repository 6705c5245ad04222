"""The stages of a refresh, timed and told as they end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tsi_warehouse.cli.console import Console


@dataclass
class Stages:
    """The stages of one run, with the seconds each took, told as they end."""

    console: Console
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str, en: str, zh: str) -> Iterator[None]:
        """Time one stage and say so."""
        started = time.monotonic()
        self.console.say(f"{en} ...", f"{zh} ……")
        yield
        self.seconds[name] = time.monotonic() - started
        self.console.say(f"  {self.seconds[name]:6.1f} s", f"  {self.seconds[name]:6.1f} 秒")

"""Which blocks a person has accepted: --accept for one run, a signed row for longer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tsi_warehouse.checks.suite import checks
from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.study.results import Row, declared

#: Check and who signed for it -> what was accepted for it in the releases so far.
Earlier = Mapping[tuple[str, str], frozenset[str]]


@dataclass(frozen=True)
class Acceptance:
    """Who accepts a block, and why; of a loss also which items, None for all there are."""

    by: str
    items: frozenset[str] | None = None

    def covers(self, found: Iterable[str]) -> bool:
        """Whether everything found is accepted."""
        return self.items is None or self.items.issuperset(map(_plain, found))


def accepted_checks(
    connection: duckdb.DuckDBPyConnection,
    release_id: str,
    options: Iterable[str] = (),
    *,
    loss: bool = False,
    earlier: Earlier | None = None,
) -> dict[str, Acceptance]:
    """Check name -> who accepts it, why, and of what.

    Parameters
    ----------
    connection : a database with seeds.accepted_checks
    release_id : the release being made; a row holds up to and including its `until_release`
    options : names given with --accept
    loss : --accept-loss, which accepts every loss of this run
    earlier : the losses that signed rows have let pass already. A row without items is of those that
        the first release with it lacked, so it lets no further loss pass

    Raises
    ------
    TsiError : CHECK-02 a name that is no check that can block; CHECK-03 a row without reason or
        signature
    """
    of_losses = {check.name for check in checks() if check.is_of_losses}
    accepted: dict[str, Acceptance] = {}
    rows = connection.execute(
        "select check_name, coalesce(until_release, ''), coalesce(reason, ''), "
        "coalesce(signed_by, ''), coalesce(items, '') from seeds.accepted_checks"
    ).fetchall()
    for name, until, reason, signed_by, items in rows:
        if not reason or not signed_by:
            raise _unsigned(name, "reason" if not reason else "signature")
        if until and release_id > until:
            continue
        by = f"{signed_by}: {reason}"
        if name not in of_losses:
            accepted[name] = Acceptance(by)
        elif items:
            listed = frozenset(_plain(item) for item in items.split(";") if item.strip())
            accepted[name] = Acceptance(by, listed)
        else:
            accepted[name] = Acceptance(by, (earlier or {}).get((name, by)))
    accepted |= {name: Acceptance("--accept") for name in options}
    if loss:
        accepted |= {name: Acceptance("--accept-loss") for name in of_losses}
    refuse_unknown([*accepted, *(row[0] for row in rows)])
    return accepted


def accepted_losses(release: Path) -> list[Row]:
    """The rows of results.losses in the release in this folder: those of the releases before it, too."""
    path = release / "parquet" / "results" / "losses.parquet"
    if not path.is_file():
        return []
    columns = list(declared()["losses"].types)
    query = f"select {', '.join(columns)} from read_parquet(?)"
    found = duckdb.execute(query, [str(path)]).fetchall()
    return [dict(zip(columns, row, strict=True)) for row in found]


def by_acceptance(losses: Iterable[Row]) -> Earlier:
    """The accepted items by check and by who accepted them."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for loss in losses:
        key = (loss["check_name"], loss["accepted_by"])
        found[key] = found.get(key, frozenset()) | {_plain(loss["item"])}
    return found


def refuse_unknown(given: Iterable[str]) -> None:
    """Stop where a name is no check that can block; a slip would accept nothing, in silence."""
    known = [check.name for check in checks() if check.severity == "block"]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise TsiError(
            "CHECK-02",
            en=f"{', '.join(unknown)}: no check that blocks a release. These do: "
            f"{', '.join(known)}.",
            zh=f"{', '.join(unknown)} 不是会阻止发布的检查。会阻止发布的有：{', '.join(known)}。",
        )


def _unsigned(name: str, lacking: str) -> TsiError:
    return TsiError(
        "CHECK-03",
        en=f"seeds/accepted_checks.csv accepts {name} without a {lacking}. "
        "Fill reason and signed_by.",
        zh=f"seeds/accepted_checks.csv 接受了 {name}，"
        f"但缺少{'理由' if lacking == 'reason' else '签名'}。请填写 reason 与 signed_by。",
    )


def _plain(item: str) -> str:
    """An item without the spaces that a person may add or leave out."""
    return "".join(item.split())

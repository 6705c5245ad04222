"""Which blocks a person has accepted: --accept for one run, a signed row for longer."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from tsi_warehouse.checks.expectations import CHECKS
from tsi_warehouse.errors import TsiError


def accepted_checks(
    connection: duckdb.DuckDBPyConnection, release_id: str, options: Iterable[str] = ()
) -> dict[str, str]:
    """Check name -> who accepts it, and why.

    Parameters
    ----------
    connection : a database with seeds.accepted_checks
    release_id : the release being made; a row holds up to and including its `until_release`
    options : names given with --accept

    Raises
    ------
    TsiError : CHECK-02 a name that is no check that can block; CHECK-03 a row without reason or
        signature
    """
    accepted = dict.fromkeys(options, "--accept")
    rows = connection.execute(
        "select check_name, coalesce(until_release, ''), coalesce(reason, ''), "
        "coalesce(signed_by, '') from seeds.accepted_checks"
    ).fetchall()
    for name, until, reason, signed_by in rows:
        if not reason or not signed_by:
            raise TsiError(
                "CHECK-03",
                en=f"seeds/accepted_checks.csv accepts {name} without "
                f"{'a reason' if not reason else 'a signature'}. Fill reason and signed_by.",
                zh=f"seeds/accepted_checks.csv 接受了 {name}，"
                f"但缺少{'理由' if not reason else '签名'}。请填写 reason 与 signed_by。",
            )
        if not until or release_id <= until:
            accepted[name] = f"{signed_by}: {reason}"
    refuse_unknown([*accepted, *(row[0] for row in rows)])
    return accepted


def refuse_unknown(given: Iterable[str]) -> None:
    """Stop where a name is no check that can block; a slip would accept nothing, in silence."""
    known = [check.name for check in CHECKS if check.severity == "block"]
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise TsiError(
            "CHECK-02",
            en=f"{', '.join(unknown)}: no check that blocks a release. These do: "
            f"{', '.join(known)}.",
            zh=f"{', '.join(unknown)} 不是会阻止发布的检查。会阻止发布的有：{', '.join(known)}。",
        )

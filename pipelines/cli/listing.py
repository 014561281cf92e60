"""`spindle list`: the releases of all datasets."""

import json
from pathlib import Path

from rich.table import Table

from pipelines.cli import terminal
from pipelines.cli.numbers import human_time
from pipelines.release.find import Release, latest_version, list_releases


def run(root: Path, *, as_json: bool) -> None:
    terminal.check_exists(root)
    releases = sorted(list_releases(root), key=lambda release: release.version, reverse=True)
    releases.sort(key=lambda release: release.dataset)
    if as_json:
        rows = [release.to_json() | {"is_latest": is_latest(release)} for release in releases]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif releases:
        terminal.stdout().print(_table(releases))
    else:
        terminal.stderr().print(f"no releases in {root}", soft_wrap=True)


def is_latest(release: Release) -> bool:
    """True if LATEST names this release."""
    return latest_version(release.folder.parent) == release.version


def _table(releases: list[Release]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("dataset", "version", "", "when", "pairs", "splits", "rate", "verdict"):
        is_number = name in ("pairs", "rate")
        is_long = name in ("splits", "verdict")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=not is_long, overflow="fold")
    for release in releases:
        table.add_row(
            release.dataset,
            release.version,
            "latest" if is_latest(release) else "",
            human_time(release.created),
            f"{release.rows:,}",
            ", ".join(f"{name} {rows:,}" for name, rows in release.splits.items()),
            f"{release.swap_rate:.1%}",
            release.verdict,
        )
    return table

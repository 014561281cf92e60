"""`spindle list`: the releases of all datasets."""

import json
from pathlib import Path

from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table

from pipelines.cli import terminal
from pipelines.cli.numbers import human_time, list_counts
from pipelines.errors import StorageError
from pipelines.release.find import Release, latest_version
from pipelines.release.listing import scan_releases
from pipelines.release.pointers.tags import list_tags


def run(root: Path | str, *, as_json: bool) -> None:
    folder = terminal.check_folder(root)
    found = scan_releases(folder)
    releases = sorted(found.releases, key=lambda release: release.version, reverse=True)
    releases.sort(key=lambda release: release.dataset)
    if as_json:
        rows = [release.to_json() | {"is_latest": is_latest(release), "tags": tags_of(release)} for release in releases]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif releases:
        _show(terminal.stdout(), releases)
    elif not found.faults:
        terminal.stderr().print(f"no releases in {root}", soft_wrap=True)
    if found.faults:
        raise StorageError("; ".join(found.faults))


def is_latest(release: Release) -> bool:
    """True if LATEST names this release."""
    return latest_version(release.folder.parent) == release.version


def tags_of(release: Release) -> list[str]:
    """The tags that name this release, by name."""
    return [name for name, version in list_tags(release.folder.parent).items() if version == release.version]


def _names_of(release: Release) -> str:
    return ", ".join(["latest"] * is_latest(release) + tags_of(release))


def _show(console: Console, releases: list[Release]) -> None:
    """Print a table; on a terminal that is too narrow for it, a paragraph for each release, which cuts nothing."""
    table = _table(releases)
    boundless = console.options.update(max_width=terminal.WIDE)  # else the measure is cut to the width too
    if Measurement.get(console, boundless, table).maximum <= console.width:
        console.print(table)
        return
    for release in releases:
        console.print(f"{release.dataset}/{release.version}", style="bold", soft_wrap=True)
        numbers = f"{release.rows:,} pairs ({list_counts(release.splits)}), {release.swap_rate:.1%} swapped"
        names = f"{named}, " if (named := _names_of(release)) else ""
        text = f"{names}{human_time(release.created)}, {numbers}, {release.verdict}"
        console.print(Padding(text, (0, 0, 0, 2), expand=False))


def _table(releases: list[Release]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("dataset", "version", "", "when", "pairs", "splits", "rate", "verdict"):
        is_number = name in ("pairs", "rate")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    for release in releases:
        table.add_row(
            release.dataset,
            release.version,
            _names_of(release),
            human_time(release.created),
            f"{release.rows:,}",
            list_counts(release.splits),
            f"{release.swap_rate:.1%}",
            release.verdict,
        )
    return table

"""`spindle list`: the releases of all datasets, with the pointers of each dataset, which are read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from pipelines.storage.places import Place


def run(root: Path | str, *, as_json: bool) -> None:
    folder = terminal.check_folder(root)
    found = scan_releases(folder)
    releases = sorted(found.releases, key=lambda release: release.version, reverse=True)
    releases.sort(key=lambda release: release.dataset)
    pointers, faults = _read_pointers(releases)
    faults = [*found.faults, *faults]
    named = [pointers[release.folder.parent].name(release) for release in releases]
    if as_json:
        rows = [
            release.to_json() | {"is_latest": is_latest, "tags": tags}
            for release, (is_latest, tags) in zip(releases, named, strict=True)
        ]
        terminal.write_json(rows, indent=2)
    elif releases:
        names = [", ".join(["latest"] * is_latest + tags) for is_latest, tags in named]
        _show(terminal.stdout(), list(zip(releases, names, strict=True)))
    elif not faults:
        terminal.stderr().print(f"no releases in {root}", soft_wrap=True)
    if faults:
        raise StorageError("; ".join(faults))


@dataclass(frozen=True)
class Pointers:
    """The version that LATEST of a dataset names, and those of its tags, by name."""

    latest: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    def name(self, release: Release) -> tuple[bool, list[str]]:
        """Return whether LATEST names a release, and the tags that do."""
        tags = [name for name, version in self.tags.items() if version == release.version]
        return self.latest == release.version, tags


def _read_pointers(releases: Sequence[Release]) -> tuple[dict[Place, Pointers], list[str]]:
    """Return the folder of each dataset -> its pointers, none if they cannot be read, and why they cannot."""
    found, faults = {}, []
    for folder in dict.fromkeys(release.folder.parent for release in releases):
        try:
            found[folder] = Pointers(latest_version(folder), list_tags(folder))
        except (StorageError, OSError) as error:
            found[folder] = Pointers()
            faults.append(str(error))
    return found, faults


def _show(console: Console, releases: Sequence[tuple[Release, str]]) -> None:
    """Print a table; on a terminal that is too narrow for it, a paragraph for each release, which cuts nothing."""
    table = _table(releases)
    boundless = console.options.update(max_width=terminal.WIDE)  # else the measure is cut to the width too
    if Measurement.get(console, boundless, table).maximum <= console.width:
        console.print(table)
        return
    for release, named in releases:
        console.print(f"{release.dataset}/{release.version}", style="bold", soft_wrap=True)
        numbers = f"{release.rows:,} pairs ({list_counts(release.splits)}), {release.swap_rate:.1%} swapped"
        names = f"{named}, " if named else ""
        text = f"{names}{human_time(release.created)}, {numbers}, {release.verdict}"
        console.print(Padding(text, (0, 0, 0, 2), expand=False))


def _table(releases: Sequence[tuple[Release, str]]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("dataset", "version", "", "when", "pairs", "splits", "rate", "verdict"):
        is_number = name in ("pairs", "rate")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    for release, named in releases:
        table.add_row(
            release.dataset,
            release.version,
            named,
            human_time(release.created),
            f"{release.rows:,}",
            list_counts(release.splits),
            f"{release.swap_rate:.1%}",
            release.verdict,
        )
    return table

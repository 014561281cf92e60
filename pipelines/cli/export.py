"""`spindle export`: a release in a format that other programs read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from pipelines.cli import terminal
from pipelines.cli.numbers import human_bytes, print_lines
from pipelines.release.find import Release, find_release
from pipelines.storage.places import open_place
from pipelines.training.export import ExportedSplit, export_release
from pipelines.training.formats import find_format


def run(path: Path | str, name: str, output: str, *, granularity: str, negatives: bool, as_json: bool) -> None:
    form = find_format(name, granularity)
    release = find_release(terminal.check_folder(path))
    place = open_place(output)
    with show_export(terminal.stderr(), release) as tell:
        splits = export_release(release, form, place, tell, with_negatives=negatives)
    files = [(each, (place / each.name).stat().st_size) for each in splits]
    if as_json:
        about = {"dataset": release.dataset, "version": release.version, "format": name, "output": str(place)}
        found = [
            {"split": each.split, "file": each.name, "pairs": each.pairs, "bytes": size}
            | ({"negatives": each.negatives} if each.negatives else {})
            for each, size in files
        ]
        terminal.write_json(about | {"files": found})
        return
    lines = [(each.split, f"{_count(each)} in {place / each.name} ({human_bytes(size)})") for each, size in files]
    print_lines(terminal.stdout(), [("release", f"{release.dataset} {release.version} as {name}"), *lines])


def _count(split: ExportedSplit) -> str:
    return f"{split.pairs:,} pairs" + (f" and {split.negatives:,} negatives" if split.negatives else "")


@contextmanager
def show_export(console: Console, release: Release) -> Iterator[Callable[[str, int], None]]:
    """Yield the function that takes the progress: a split, and pairs of it that were written."""
    if not console.is_terminal:
        yield lambda _split, _pairs: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {split: bars.add_task(split, total=pairs) for split, pairs in release.splits.items()}
        yield lambda split, pairs: bars.advance(tasks[split], pairs)

"""`spindle diff`: the differences between two releases."""

from pathlib import Path

from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.changes import print_comparison
from pipelines.cli.marked import print_excerpt
from pipelines.release.comparison.changes import REASONS
from pipelines.release.comparison.compare import ChangedPair, compare_pairs, read_pair
from pipelines.release.find import find_release


def run(before: Path | str, after: Path | str, *, n_examples: int, as_json: bool) -> None:
    folders = [terminal.check_folder(path) for path in (before, after)]
    releases = find_release(folders[0]), find_release(folders[1])
    with terminal.stderr().status(f"comparing {releases[0].path} with {releases[1].path}"):
        comparison, examples = compare_pairs(*releases, n_examples=n_examples)
    if as_json:
        pairs = [
            {"reason": pair.reason, "before": read_pair(pair.before), "after": read_pair(pair.after)}
            for pair in examples
        ]
        terminal.write_json(comparison.to_json() | {"examples": pairs})
        return
    console = terminal.stdout()
    for pair in examples:
        _print_example(console, pair)
    print_comparison(console, comparison)


def _print_example(console: Console, pair: ChangedPair) -> None:
    rows = [read_pair(place) for place in (pair.before, pair.after)]
    heading = f"{rows[1]['article_id']}, variant {rows[1]['variant']}, {rows[1]['profile']}: {REASONS[pair.reason]}"
    console.print(heading, style="bold", soft_wrap=True)
    for name, row in zip(("before", "after"), rows, strict=True):
        console.print(f"{name}, {row['split']}, {row['swap_rate']:.1%} swapped:", soft_wrap=True)
        print_excerpt(console, row["clean"], row["edits"])
    console.print()

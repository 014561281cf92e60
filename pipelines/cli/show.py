"""`spindle show`: a release's numbers, its verdict and some of its pairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.marked import print_excerpt
from pipelines.cli.numbers import print_lines, release_json, release_lines
from pipelines.release.find import find_release
from pipelines.release.show_pairs import show_pairs


def run(path: Path | str, *, n_pairs: int, split: str | None, seed: int, as_json: bool) -> None:
    folder = terminal.check_folder(path)
    release = find_release(folder)
    console = terminal.stdout()
    pairs = show_pairs(release, n_pairs, split=split, seed=seed).to_pylist() if n_pairs else []
    if as_json:
        terminal.write_json(release_json(release) | {"pairs": pairs})
        return
    for row in pairs:
        _print_pair(console, row)
    print_lines(console, release_lines(release))


def _print_pair(console: Console, row: Mapping[str, Any]) -> None:
    heading = (
        f"{row['article_id']}, variant {row['variant']}, {row['profile']}: {row['n_swaps']:,} swaps replaced "
        f"{row['swap_rate']:.1%} of {row['n_words']:,} words (asked {row['asked_rate']:.1%})"
    )
    console.print(heading, style="bold", soft_wrap=True)
    print_excerpt(console, row["clean"], row["edits"])
    console.print()

"""`spindle spin`: one text from a file or stdin, spun now.

The text is treated as an article without an id: with the same seed, profile and rate it gets the swaps that it gets in
a corpus for which no words are held out. A first line above an empty line counts as its headline.
"""

import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.cli import terminal
from pipelines.cli.marked import mark_edits
from pipelines.cli.text_files import read_text
from pipelines.errors import ConfigError
from pipelines.spinners.spinner import load_spinner, text_keys
from pipelines.text.headlines import find_headline

Json = dict[str, Any]
# Names of files that hold articles in rows, with keys and marks that are no text.
ROWS = re.compile(
    r"\.(jsonl?|jl|jsonlines|ndjson|csv|tsv|tab|parquet|pq|parq|arrows?|feather|ipc)(\.(gz|zst|bz2|xz|lzma|lz4))?$",
    re.IGNORECASE,
)
# Characters of a path that an error quotes.
QUOTED = 60


def run(
    file: Path | None,
    *,
    profile: str,
    rate: float | None,
    seed: int,
    variants: int,
    as_json: bool,
    plain: bool,
) -> None:
    if as_json and plain:
        raise ConfigError("expected one of --json and --plain, got both")
    if file is not None and ROWS.search(file.name):
        raise ConfigError(
            f"expected a text file, got {str(file)[-QUOTED:]!r}, which holds rows: spin the articles of a file with "
            "`spindle build --config news --input FILE`, or pipe one text in"
        )
    text = read_text(file, "spin")
    if plain and variants > 1 and not text.endswith("\n"):
        raise ConfigError(
            f"expected a text that ends with a newline, or the {variants} variants would run together: "
            "use --json, or one variant"
        )
    for variant in range(variants):
        row = spin_text(text, profile=profile, rate=rate, seed=seed, variant=variant)
        if as_json:
            terminal.write_json(row)
        elif plain:
            terminal.write(row["spun"])
        else:
            _show(row, variants)


def spin_text(text: str, *, profile: str, rate: float | None, seed: int, variant: int) -> Json:
    """Return one spun variant as the row-contract columns `clean` to `asked_rate`, with profile, variant and seed."""
    spinner = load_spinner(profile)
    texts = pa.array([text])
    keys = text_keys(texts, seed=seed, variants=[variant])
    spun, asked = spinner.spin(texts, keys, rate=rate, headlines=pa.array([find_headline(text)], pa.int32()))
    n_words, n_swaps, n_swapped = (int(count[0]) for count in (spun.n_words, spun.n_swaps, spun.n_swapped_words))
    return {
        "profile": spinner.profile.name,
        "variant": variant,
        "seed": seed,
        "clean": text,
        "spun": spun.spun[0].as_py(),
        "edits": spun.edits[0].as_py(),
        "n_words": n_words,
        "n_swaps": n_swaps,
        "swap_rate": round(n_swapped / max(1, n_words), 6),
        "asked_rate": float(asked[0]),
    }


def _show(row: Json, variants: int) -> None:
    """Print the diff to stdout, and on a terminal a line on the swaps to stderr."""
    console, notes = terminal.stdout(), terminal.stderr()
    if variants > 1 and row["variant"]:
        terminal.write("\n")
    terminal.write(mark_edits(row["clean"], row["edits"], colour=terminal.has_colour(console)))
    if console.is_terminal and not row["clean"].endswith("\n"):
        terminal.write("\n")
    if notes.is_terminal or not row["edits"]:
        notes.print(describe(row), style="dim")


def describe(row: Json) -> str:
    """Describe the swaps of a text in a line.

    >>> row = {"profile": "light", "n_swaps": 2, "n_words": 20, "swap_rate": 0.1, "asked_rate": 0.08, "variant": 1}
    >>> describe(row)
    'light, variant 1: 2 swaps replaced 10.0% of 20 words (asked 8.0%)'
    """
    return (
        f"{row['profile']}, variant {row['variant']}: {row['n_swaps']:,} swaps replaced "
        f"{row['swap_rate']:.1%} of {row['n_words']:,} words (asked {row['asked_rate']:.1%})"
    )

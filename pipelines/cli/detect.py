"""`spindle detect`: texts scored by a model and marked, or all rows of a crawl scored."""

import json
import re
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pipelines.cli import terminal
from pipelines.cli.numbers import print_lines
from pipelines.cli.scored import print_scored, to_json
from pipelines.cli.scoring import show_scoring, summary_lines
from pipelines.cli.text_files import read_text
from pipelines.errors import ConfigError, InputError, SpindleError
from pipelines.scoring.crawl import score_rows
from pipelines.scoring.inputs import open_rows
from pipelines.scoring.job import ScoringJob
from pipelines.scoring.models import find_model, load_model
from pipelines.scoring.outputs import check_scored
from pipelines.scoring.read import read_text as score_text
from pipelines.storage.addresses import is_remote
from pipelines.storage.places import open_place

# Names of inputs that hold rows.
ROWS = re.compile(r".*\.(parquet|pq|parq|jsonl|ndjson|jl|jsonlines)(\.(gz|zst|bz2|xz|lzma|lz4))?", re.IGNORECASE)
STDIN = "-"


def run(texts: Sequence[str], *, model: str, as_json: bool) -> None:
    named = list(_read_texts(texts or [STDIN]))
    detector = load_model(find_model(model))
    for number, (name, text) in enumerate(named):
        scored = score_text(detector, text)
        if as_json:
            terminal.write(json.dumps(to_json(name, scored, detector), ensure_ascii=False) + "\n")
            continue
        if number:
            terminal.write("\n")
        print_scored(terminal.stdout(), name, text, scored, detector)


def score_crawl(
    inputs: Sequence[str],
    output: str,
    *,
    model: str,
    column: str,
    keep_below: float | None,
    drop_spun: bool,
    workers: int | None,
    as_json: bool,
) -> None:
    """Score all rows of an input, and write them to `output`."""
    if len(inputs) != 1 or inputs[0] == STDIN:
        raise ConfigError(f"expected one input with --output, got {len(inputs)}: give a file, a folder or a glob")
    if keep_below is not None and drop_spun:
        raise ConfigError("expected one of --keep-below and --drop-spun, got both")
    file = find_model(model).fetch()
    thresholds = load_model(file).thresholds
    source = open_rows(inputs[0], column)
    place = check_scored(output, source, inputs[0])
    job = ScoringJob(file, source.kind, column, thresholds["text_1pct"] if drop_spun else keep_below)
    n_workers = workers or terminal.n_cores()
    try:
        with show_scoring(terminal.stderr()) as tell:
            summary = score_rows(source, job, place, workers=n_workers, tell=tell)
    except BrokenProcessPool as error:
        raise SpindleError(
            f"a worker process was killed, most often because memory ran out with {n_workers} workers: "
            "run the same command with fewer --workers"
        ) from error
    if as_json:
        print(json.dumps({"output": str(place), **summary.to_json()}, ensure_ascii=False))
    else:
        print_lines(terminal.stdout(), summary_lines(summary, place))


def _read_texts(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of each argument: a file, stdin, or a text with white space; its name is then empty."""
    for argument in arguments:
        if argument == STDIN:
            yield "stdin", read_text(None, "score")
        elif ROWS.fullmatch(argument):
            raise ConfigError(_ask_for_output(argument))
        elif is_remote(argument):
            yield argument, _read_remote(argument)
        elif _is_there(argument):
            if Path(argument).is_dir():
                raise ConfigError(_ask_for_output(argument))
            yield argument, read_text(Path(argument), "score")
        elif re.search(r"\s", argument.strip()):
            yield "", argument
        else:
            raise InputError(
                f"expected a text file, or a text of several words in quotes, got {argument[:60]!r}, and there is no "
                "such file: correct the name, or put the text into quotes"
            )


def _ask_for_output(argument: str) -> str:
    return (
        f"expected a text file, got {argument[-60:]!r}, which holds rows: add --output with the file for the scored "
        "rows, such as --output scored.parquet or --output scored.jsonl"
    )


def _is_there(argument: str) -> bool:
    try:
        return Path(argument).exists()
    except OSError:  # longer than a path can be
        return False


def _read_remote(address: str) -> str:
    place = open_place(address)
    try:
        return place.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"expected a text file at {address}, but there is none: correct the address") from error
    except UnicodeDecodeError as error:
        raise InputError(f"expected text in UTF-8 at {address}, got other bytes: convert the file") from error

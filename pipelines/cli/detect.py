"""`spindle detect`: texts scored by a model and marked; `scoring` has the rows of a crawl."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.cli import terminal
from pipelines.cli.scored import print_scored, to_json
from pipelines.cli.text_files import read_text
from pipelines.errors import ConfigError, InputError
from pipelines.scoring.models import find_model, load_model
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
            terminal.write_json(to_json(name, scored, detector))
            continue
        if number:
            terminal.write("\n")
        print_scored(terminal.stdout(), name, text, scored, detector)


def _read_texts(arguments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of each argument: a file, stdin, or a text with white space; its name is then empty."""
    for argument in arguments:
        if argument == STDIN:
            yield "stdin", read_text(None, "score")
        elif not argument.strip():
            raise InputError("expected a text to score, got an empty one: give a text file, a text in quotes, or -")
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

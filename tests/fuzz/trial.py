"""One input of the fuzzer, read and ingested: the outcome, or the fault of ours that it found."""

import shutil
import signal
import tempfile
import traceback
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
from fuzz.mutations import mutate
from fuzz.originals import WRITERS, write_original

from pipelines.config.run import check_config
from pipelines.errors import SpindleError
from pipelines.sources.split import split_input
from pipelines.stages.ingest_articles import ingest_articles

# Far more than the slowest input takes, on a machine that others use too.
SECONDS = 60
# A message is one line that fits a screen, with an excerpt of the input at most.
MESSAGE_CHARACTERS = 2_000
# Categories of characters that end a line or command a terminal.
CONTROLS = ("Cc", "Zl", "Zp", "Cs")


class HangError(BaseException):
    """The trial took longer than SECONDS; no reader may catch it."""


@dataclass(frozen=True)
class Trial:
    """The outcome of one input.

    fault  what broke: a traceback, a hang, a row lost, a message of several lines; "" for none
    error  name of the SpindleError that refused the input; "" if it was read
    """

    number: int
    format: str
    rows: int = 0
    kept: int = 0
    error: str = ""
    fault: str = ""


def run_trial(number: int, seed: int) -> Trial:
    """Make, damage and ingest the input of this number; the same for the same seed."""
    random = Random(f"{seed} {number}")  # noqa: S311 - no secret
    name = random.choice(list(WRITERS))
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    try:
        (folder / "news").mkdir()
        write_original(folder / "news", name, random)
        if random.random() < 0.95:
            mutate(folder / "news", random)
        return _ingest(folder, name, number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _ingest(folder: Path, name: str, number: int) -> Trial:
    config = check_config(
        {"dataset": "news", "input": str(folder / "news"), "output": str(folder / "out"), "seed": 1}
        | {"ingest_articles": {"min_words": 5, "max_reject_share": 1}}
    )
    try:
        with _limit():
            raw = split_input(config)
            part = ingest_articles(raw, config)
    except SpindleError as error:
        return Trial(number, name, error=type(error).__name__, fault=_find_fault(str(error)))
    except (Exception, HangError):  # noqa: BLE001 - the faults that are searched
        return Trial(number, name, fault=traceback.format_exc())
    rows = sum(each.n_rows for each in raw)
    fault = (
        "" if rows == part.n_rows + sum(part.rejected.values()) else f"{rows} rows, {part.n_rows} kept, {part.rejected}"
    )
    return Trial(number, name, rows, part.n_rows, fault=fault or _read_back(part))


def _find_fault(message: str) -> str:
    if len(message) > MESSAGE_CHARACTERS or any(unicodedata.category(sign) in CONTROLS for sign in message):
        return f"a message that is no printable line of {MESSAGE_CHARACTERS} characters: {message[:3_000]!r}"
    return ""


def _read_back(part: Any) -> str:
    """Return what is wrong with the tables of a part, "" for nothing."""
    tables = [pq.read_table(part.path("articles"))]
    if sum(part.rejected.values()):
        tables.append(pq.read_table(part.rejects_file))
    try:
        for table in tables:
            table.validate(full=True)
    except Exception:  # noqa: BLE001 - the faults that are searched
        return traceback.format_exc()
    return "" if tables[0].num_rows == part.n_rows else "the table and its receipt differ"


@contextmanager
def _limit() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise HangError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)

"""The input files that a run takes: those that have arrived as a whole, and those up to a date."""

import logging
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.redact import redact_text
from pipelines.sources.confine import confine_input
from pipelines.sources.find import find_input_files
from pipelines.sources.raw.excerpt import LONGEST, list_few
from pipelines.sources.raw.files import InputFile, State
from pipelines.storage.arrow_s3 import ready_stores
from pipelines.storage.roots import Roots

log = logging.getLogger(__name__)

# Names that file systems of fsspec give to the time of the last change of a file.
TIMES = ("mtime", "LastModified", "last_modified", "updated", "modified")
DAY = re.compile(r"(?<!\d)(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)")


def list_arrived(uri: str, settings: IngestArticles, roots: Roots | None = None) -> list[InputFile]:
    """Return the files of an input that a run would take; nothing is opened. Raises as find_input_files does."""
    ready_stores()
    place = uri if roots is None else confine_input(uri, roots)
    return take_arrived(find_input_files(place, roots), settings, uri)


def take_arrived(
    files: Sequence[InputFile], settings: IngestArticles, uri: str, *, warn: bool = True
) -> list[InputFile]:
    """Return the files that have not changed for `settle_seconds` and are not later than `files_until`.

    The time of the last change of a file may be in the future, if its clock or this one is wrong: far from now counts
    as settled. A file without a known time is taken: stores without times show whole files only.
    Raises InputError if no file is left.
    """
    now = time.time()
    settled = [file for file in files if _has_settled(file.state, now, settings.settle_seconds)]
    kept = [file for file in settled if settings.files_until is None or not is_later(file.name, settings.files_until)]
    n_arriving, n_later = len(files) - len(settled), len(settled) - len(kept)
    if n_arriving and warn:
        arriving = [file.name for file in files if file not in settled]
        log.warning("left out files that may still be arriving, for a later run: %s", list_few(arriving))
    if n_later:
        log.info("left out %s file(s) later than %s", f"{n_later:,}", settings.files_until)
    if not kept:
        found = [f"{n_arriving:,} changed in the last {settings.settle_seconds:g} s"] if n_arriving else []
        found += [f"{n_later:,} later than {settings.files_until}"] if n_later else []
        raise InputError(
            f"expected files that are complete at {redact_text(uri)[:LONGEST]!r}, found {' and '.join(found)}: run "
            "again later, or change ingest_articles.settle_seconds or files_until"
        )
    return kept


def is_later(name: str, until: date) -> bool:
    """Return True for a path that holds a date after `until`; its last date counts.

    >>> [is_later(name, date(2026, 3, 1)) for name in ("2026/2026-03-02.jsonl", "news_20260301.csv", "news.csv")]
    [True, False, False]
    """
    days = []
    for year, _, month, day in DAY.findall(name):
        with suppress(ValueError):  # digits that are no date
            days.append(date(int(year), int(month), int(day)))
    return bool(days) and days[-1] > until


def changed_at(state: State) -> float | None:
    """Return the time of the last change of a file in seconds since 1970; None if it is unknown.

    >>> [changed_at(state) for state in ({"mtime": 1_500_000_000_000_000_000}, {"updated": "1970-01-01T00:01Z"}, {})]
    [1500000000.0, 60.0, None]
    """
    found = next((state[name] for name in TIMES if state.get(name) is not None), None)
    with suppress(ValueError):
        found = datetime.fromisoformat(found) if isinstance(found, str) else found
    if isinstance(found, datetime):
        return found.replace(tzinfo=found.tzinfo or UTC).timestamp()
    if isinstance(found, int | float):
        return found / 1e9 if isinstance(found, int) and found > 1 << 40 else float(found)  # local files have ns
    return None


def _has_settled(state: State, now: float, seconds: float) -> bool:
    changed = changed_at(state)
    return not seconds or changed is None or abs(now - changed) >= seconds

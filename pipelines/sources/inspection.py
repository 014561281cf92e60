"""A look at all files of the input before the first is read, so that a run fails before hours of work."""

import logging
from collections.abc import Sequence

from pipelines.errors import InputError
from pipelines.sources.confine import check_found
from pipelines.sources.formats.look import differs, look_at
from pipelines.sources.raw.excerpt import list_few
from pipelines.sources.raw.files import InputFile
from pipelines.storage.roots import Roots

log = logging.getLogger(__name__)

# Local files that are looked at before the first one is read; any further one when it is opened. One takes 0.04 ms on a
# local disk and some ms on a network's.
LOOKED_AT_FIRST = 10_000
# Faults that are collected for one message.
MANY = 100


def inspect_files(files: Sequence[InputFile], roots: Roots | None = None) -> list[InputFile]:
    """Return the files that are not empty, the local ones with what their first bytes tell.

    Raises InputError for files that no reader takes, and ConfigError for one outside the roots. Warns of files whose
    names say something else.
    """
    early = [file for file in files if file.path.startswith("/")][:LOOKED_AT_FIRST]
    looked = {file.path: found for file, found in zip(early, _look_at_all(early, roots), strict=True)}
    kept = [found for file in files if (found := looked.get(file.path, file)) is not None]
    if files and not kept:
        names = list_few([file.name for file in files])
        raise InputError(f"expected news in {names}, found nothing when decompressed: check the files")
    return kept


def inspect_file(file: InputFile) -> InputFile | None:
    """Return a file with what its first bytes tell, unless that is known already; None if it is empty."""
    if file.is_known:
        return file
    (found,) = _look_at_all([file], None)
    return found


def warn_of_encodings(files: Sequence[InputFile]) -> None:
    """Warn of files whose first bytes are not in UTF-8: a build rejects their rows."""
    if lost := [file.name for file in files if not file.is_utf8]:
        log.warning(
            "not in UTF-8, so that rows with other characters than ASCII are rejected: %s: convert them "
            "from the encoding that they are in, such as cp1252 (iconv -f cp1252 -t utf-8), or set "
            "ingest_articles.csv.encoding=cp1252 for CSV and TSV",
            list_few(lost),
        )


def _look_at_all(files: Sequence[InputFile], roots: Roots | None) -> list[InputFile | None]:
    found: list[InputFile | None] = []
    faults: list[InputError] = []
    for file in files:
        if roots is not None:
            check_found([file.path], "", roots)
        try:
            found.append(look_at(file))
        except InputError as error:
            faults.append(error)
            if len(faults) == MANY:
                break
    if faults:
        more = f" ({len(faults) - 1:,} more files are not what they should be, or damaged)" if faults[1:] else ""
        raise InputError(f"{faults[0]}{more}") from faults[0]
    _warn(files, found)
    return found


def _warn(files: Sequence[InputFile], found: Sequence[InputFile | None]) -> None:
    pairs = list(zip(files, found, strict=True))
    names = [f"{file.name} ({what})" for file, now in pairs if now is not None and (what := differs(file, now))]
    if names:
        log.warning("read by their content, not by their names: %s", list_few(names))
    if empty := [file.name for file, now in pairs if now is None]:
        log.warning("skipped files that are empty when decompressed: %s", list_few(empty))

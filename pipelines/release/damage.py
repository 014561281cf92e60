"""The error of a release whose files are not as they were published."""

from pipelines.errors import StorageError
from pipelines.storage.places import Place

MOST_OF_A_REASON = 120
GONE = "it is missing"


def not_as_published(place: Place, reason: str | BaseException) -> StorageError:
    """Return the error of a file or release at `place`: what is wrong with it, and what to do.

    reason  continues a sentence after "but"; of an exception its first line is taken

    >>> from pathlib import Path
    >>> str(not_as_published(Path("/data/0.parquet"), FileNotFoundError(2, "No such file"))).partition(":")[0]
    'expected /data/0.parquet to be as it was published, but it is missing'
    """
    return StorageError(
        f"expected {place} to be as it was published, but {_word(reason)}: `spindle verify` reports every fault of its "
        "release; copy the release again"
    )


def _word(reason: str | BaseException) -> str:
    if isinstance(reason, FileNotFoundError):
        return GONE
    lines = str(reason).splitlines() or [type(reason).__name__]
    return lines[0] if isinstance(reason, str) else lines[0][:MOST_OF_A_REASON]

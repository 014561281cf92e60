"""The splits that `datasets` is asked for, such as train, train+test or train[:10%]: they exist, and are whole."""

import re
from collections.abc import Sequence
from typing import Any

from pipelines.errors import ConfigError
from pipelines.release.find import Release, data_files
from pipelines.release.intact import PublishedFile, with_checksums
from pipelines.release.negatives import negative_files

# To `datasets`, all splits as one.
ALL = "all"
LONGEST = 60


def check_split(release: Release, split: Any, *, negatives: bool = False) -> None:
    """Raise ConfigError if `split` names one that the release does not have; only strings are looked at."""
    known = [name for name, files in _files(release, negatives=negatives).items() if files]
    for name in _names(split):
        if name not in (*known, ALL):
            raise ConfigError(
                f"expected a split of {release.path}: {', '.join(known)}; got {split[:LONGEST]!r}: take one of these, "
                "or leave it out for all"
            )


def check_files(release: Release, split: Any, *, negatives: bool = False) -> None:
    """Raise StorageError unless the files of the splits that `split` names, or of all, are as they were published."""
    files, names = _files(release, negatives=negatives), _names(split)
    for name, published in files.items():
        if not names or name in names or ALL in names:
            for file in published:
                file.check()


def _files(release: Release, *, negatives: bool) -> dict[str, list[PublishedFile]]:
    return with_checksums(release.folder, (negative_files if negatives else data_files)(release.folder))


def _names(split: Any) -> Sequence[str]:
    """The splits that a string names, without what is taken of each.

    >>> _names("train[:10%]+test"), _names(None), _names("")
    (['train', 'test'], [], [''])
    """
    return [re.sub(r"\[.*", "", each).strip() for each in split.split("+")] if isinstance(split, str) else []

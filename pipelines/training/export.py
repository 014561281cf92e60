"""A release written in another format: a file for each split, all of them visible only when they are whole."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from pipelines.errors import ConfigError
from pipelines.release.damage import not_as_published
from pipelines.release.find import Release, data_files
from pipelines.release.intact import PublishedFile, with_checksums
from pipelines.release.layout import folder_of, name_origins
from pipelines.release.negatives import negative_files, read_negatives
from pipelines.storage.files import TEMPORARY, replacing
from pipelines.storage.folders import make_folder
from pipelines.storage.locks import writing_alone
from pipelines.storage.places import Place, is_below
from pipelines.storage.tables import read_tables
from pipelines.training.formats import ExportFormat


@dataclass(frozen=True)
class ExportedSplit:
    """A file of an export.

    name       of the file in the output folder
    pairs      number of pairs that were read for it
    negatives  number of negatives that were read for it
    """

    split: str
    name: str
    pairs: int
    negatives: int = 0


def export_release(
    release: Release,
    form: ExportFormat,
    output: Place,
    tell: Callable[[str, int], None] = lambda *_: None,
    *,
    with_negatives: bool = True,
) -> list[ExportedSplit]:
    """Write the splits of a release to files in the folder `output`; memory does not grow with the release.

    tell            called with the split and the number of its pairs that a further table had
    with_negatives  mix negatives into the formats that have some; those of a split are held in memory
    Raises ConfigError for a folder that is not empty or is below the release, StorageError if another process writes
    into it, or if a file is not as it was published: each is compared with its checksum before it is read.
    """
    check_output(output, release)
    make_folder(output)
    with writing_alone(output):
        check_output(output, release)  # another export may have ended meanwhile
        for left in _list_left(output):
            left.unlink(missing_ok=True)
        return _write_splits(release, form, output, tell, with_negatives=with_negatives)


def check_output(output: Place, release: Release) -> None:
    """Raise ConfigError unless `output` is a folder without finished files or nothing at all, away from the release."""
    if output.is_file():
        raise ConfigError(f"expected a folder at {output}, but it is a file: choose another --output")
    if output.is_dir() and any(not TEMPORARY.fullmatch(path.name) for path in output.iterdir()):
        raise ConfigError(
            f"expected an empty or a new folder at {output}, but it has files: choose another --output, or delete them"
        )
    if is_below(output, release.folder):
        raise ConfigError(f"expected a folder outside the release, got {output}: a release never changes")


def _list_left(output: Place) -> list[Path]:
    """The unfinished files that an export into the folder `output` has left when it was killed."""
    return [path for path in output.iterdir() if TEMPORARY.fullmatch(path.name)] if isinstance(output, Path) else []


@dataclass(frozen=True)
class _Split:
    """A split to be written.

    files      compared with their checksums before they are read
    negatives  the negatives to mix in; None for none
    """

    name: str
    files: list[PublishedFile]
    negatives: pa.Table | None = None

    def render(self, form: ExportFormat, pairs: pa.Table, first: int) -> str:
        """Return the text for a table of pairs, the first of which has this number in the split.

        Each pair brings an equal share of the negatives.
        """
        if self.negatives is None or form.mix is None:
            return form.render(pairs)
        total = sum(file.rows for file in self.files)
        start, end = (len(self.negatives) * number // total for number in (first, first + len(pairs)))
        return form.mix(pairs, self.negatives.slice(start, end - start))


def _write_splits(
    release: Release, form: ExportFormat, output: Place, tell: Callable[[str, int], None], *, with_negatives: bool
) -> list[ExportedSplit]:
    data = with_checksums(release.folder, data_files(release.folder))
    splits = [_Split(split, files) for split, files in data.items()]
    if with_negatives and form.mix is not None:
        there = negative_files(release.folder)
        splits = [
            replace(split, negatives=read_negatives(release, split.name).sort_by("negative_id"))
            if split.name in there
            else split
            for split in splits
        ]
    with ExitStack() as finishing:  # all files appear at the end: a part of them looks like an export, too
        return [_write_split(split, form, output, tell, finishing) for split in splits]


def _write_split(
    split: _Split, form: ExportFormat, output: Place, tell: Callable[[str, int], None], finishing: ExitStack
) -> ExportedSplit:
    # `datasets` would take a file test_unseen.* as part of the split `test`.
    name, pairs = f"{folder_of(split.name)}.{form.ending}", 0
    temporary = finishing.enter_context(replacing(output / name))
    with temporary.open("w", encoding="utf-8", newline="") as file:
        for published in split.files:
            for table in _read(published, form.columns):
                if not pairs:
                    file.write(form.header(table))
                file.write(split.render(form, table, pairs))
                pairs += len(table)
                tell(split.name, len(table))
    return ExportedSplit(split.name, name, pairs, 0 if split.negatives is None else len(split.negatives))


def _read(file: PublishedFile, columns: list[str] | None) -> Iterator[pa.Table]:
    path = file.fetch()
    try:
        for table in read_tables(path, columns):
            yield name_origins(table)
    except (pa.ArrowException, OSError) as error:
        raise not_as_published(file.place, error) from error

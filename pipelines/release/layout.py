"""The layout of a release, by the format of its manifest: the folders of splits, the search indexes, the edits' fields.

Format 2 is written. Format 1 is still read; it differs in three ways:

- The folder of `test_unseen` was `data/test_unseen`. A reader that guesses splits from folder names took its rows as
  `test`.
- Search indexes were quality/index/<split>/*.parquet. Readers of all Parquet files below a release mixed them with the
  pairs.
- The field `origin` of an edit was `source`, which is also the name of a column.
"""

from collections.abc import Mapping

import pyarrow as pa

from schemas import EDIT, PAIRS, UNSEEN

FORMAT = 2
FORMATS = (1, FORMAT)
# Folders of the splits that are not named after their split.
FOLDERS = {UNSEEN: "unseen"}
SPLITS_OF = {folder: split for split, folder in FOLDERS.items()}
# Folder of the search indexes and digests, laid out like data/: the index of data/train/part-00000.parquet is
# quality/__index/train/part-00000.index. Given the folder of a release, `datasets` reads every file below a folder
# named `train`, whatever its ending, unless the name of a folder above begins with two underscores.
INDEX, FORMER_INDEX = "quality/__index", "quality/index"
# Ending of a search index. It is Parquet, but not pairs: no glob for *.parquet may find it.
INDEX_ENDING = ".index"
# Ending of a digest, beside the search index: a file of Arrow, see comparison.digests.
DIGEST_ENDING = ".digest"
DATA_ENDING = ".parquet"
# The configuration with the negatives, their entry in the manifest, and the number of rows in the entry of a file.
NEGATIVES_CONFIG = "negatives"
# Folder of the negatives, laid out like data/. Readers that guess splits leave it out, as they do INDEX.
NEGATIVES_FOLDER = "__negatives"
# Ending of a file of negatives: Parquet, found by no glob for *.parquet. `datasets` reads all configurations of a card
# with one builder, that of the first one, and takes files with known endings only; this is its other one for Parquet.
# Arrow and JSON files fail there: "Parquet magic bytes not found".
NEGATIVES_ENDING = ".gpq"
# The groups, splits and text hashes of the articles.
GROUPS_FILE = "quality/groups.arrow"
# The digest of that file: hashes of its ids and texts as numbers.
GROUPS_DIGEST = f"{INDEX}/groups{DIGEST_ENDING}"
# The results of the stages on quality, with every check.
RESULTS_FILE = "quality/results.json"
# The figures of the models that were trained on a sample of the release, and the trained detector.
PROBE_FILE, DETECTOR_FILE = "quality/probe.json", "quality/detector.npz"
# Entry of the manifest: a hash of all others, so that a change of any of them is noticed.
OWN = "manifest_sha256"
ORIGIN, FORMER_ORIGIN = "origin", "source"


def folder_of(split: str) -> str:
    """Name of the folder of a split below data/.

    >>> folder_of("train"), folder_of("test_unseen")
    ('train', 'unseen')
    """
    return FOLDERS.get(split, split)


def data_path(split: str, number: int) -> str:
    """Path in the release of a data file.

    >>> data_path("test_unseen", 3)
    'data/unseen/part-00003.parquet'
    """
    return f"data/{folder_of(split)}/part-{number:05}{DATA_ENDING}"


def negatives_path(split: str, number: int) -> str:
    """Path in the release of a file of negatives.

    >>> negatives_path("test_unseen", 3)
    '__negatives/unseen/part-00003.gpq'
    """
    return f"{NEGATIVES_FOLDER}/{folder_of(split)}/part-{number:05}{NEGATIVES_ENDING}"


def split_of(path: str) -> str:
    """Split of a file of pairs or negatives, from its path in a release of any format.

    >>> split_of("data/unseen/part-00000.parquet"), split_of("data/test_unseen/part-00000.parquet")
    ('test_unseen', 'test_unseen')
    """
    folder = path.split("/")[1]
    return SPLITS_OF.get(folder, folder)


def is_content(entry: Mapping[str, object]) -> bool:
    """Return True for the entry of a file, in a manifest, that holds pairs or negatives: the content of the release."""
    return "rows" in entry or NEGATIVES_CONFIG in entry


def index_path(path: str, release_format: int = FORMAT) -> str:
    """Path in the release of the search index of a data file.

    >>> index_path("data/train/part-00000.parquet"), index_path("data/train/part-00000.parquet", 1)
    ('quality/__index/train/part-00000.index', 'quality/index/train/part-00000.parquet')
    """
    if release_format == 1:
        return path.replace("data/", f"{FORMER_INDEX}/", 1)
    return path.replace("data/", f"{INDEX}/", 1).removesuffix(DATA_ENDING) + INDEX_ENDING


def digest_path(path: str) -> str:
    """Path in the release of the digest of a data file, by which releases are compared.

    >>> digest_path("data/train/part-00000.parquet")
    'quality/__index/train/part-00000.digest'
    """
    return path.replace("data/", f"{INDEX}/", 1).removesuffix(DATA_ENDING) + DIGEST_ENDING


def pairs_schema(release_format: int) -> pa.Schema:
    """The schema of the data files of a format."""
    if release_format != 1:
        return PAIRS
    edit = pa.struct([field.with_name(FORMER_ORIGIN) if field.name == ORIGIN else field for field in EDIT])
    return PAIRS.set(PAIRS.get_field_index("edits"), PAIRS.field("edits").with_type(pa.list_(edit)))


def name_origins(table: pa.Table) -> pa.Table:
    """Return pairs of any format with the field `origin` in their edits; no data are copied.

    The edits may have some of their fields only. A table without edits is returned unchanged.
    """
    at = table.schema.get_field_index("edits")
    if at < 0:
        return table
    field = table.schema.field(at)
    fields = list(field.type.value_type)
    if FORMER_ORIGIN not in {child.name for child in fields}:
        return table
    edit = pa.struct([child.with_name(ORIGIN) if child.name == FORMER_ORIGIN else child for child in fields])
    now = field.with_type(pa.list_(edit))
    # A cast matches fields by name and would lose the former one; a view of the same buffers does not.
    chunks = [chunk.view(now.type) for chunk in table.column(at).chunks]
    return table.set_column(at, now, pa.chunked_array(chunks, now.type))

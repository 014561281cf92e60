"""The shape of manifest.json: what every reader of a release relies on, in releases of any format."""

from typing import Annotated, Any, NotRequired

from pydantic import AfterValidator, Field, TypeAdapter
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from pipelines.storage.cache import SHA256
from pipelines.storage.places import leads_below
from pipelines.storage.shapes import Count, Number, Time

# A name or a path, which a page shows and a reader looks up.
Text = Annotated[str, Field(max_length=4096)]
# It names the file of the split in an export, so it must lead nowhere else.
SplitName = Annotated[str, Field(max_length=255, pattern=r"^\w[\w.-]*$")]
# It names a copy in the cache.
Sha256 = Annotated[str, Field(pattern=f"^{SHA256.pattern}$")]


def _check_path(path: str) -> str:
    if not leads_below(path):
        raise ValueError("expected a path below the release, without dots, backslashes or empty steps")
    return path


class FileEntry(TypedDict):
    """A file of the release; one of pairs has `rows`, one of negatives has `negatives`.

    path  relative to the folder of the release, and below it: readers open it
    """

    path: Annotated[Text, AfterValidator(_check_path)]
    bytes: Count
    sha256: Sha256
    rows: NotRequired[Count]
    negatives: NotRequired[Count]


def _check_entry(entry: FileEntry) -> FileEntry:
    if ("rows" in entry or "negatives" in entry) and entry["path"].count("/") < 2:
        raise ValueError("expected a file of rows in the folder of its split")
    return entry


class NegativesEntry(TypedDict):
    """The negatives of the release: their rows, by split and by kind."""

    rows: Count
    splits: dict[SplitName, Count]
    kinds: dict[Text, Count]


# The rows of a stage; `in` is a keyword.
StageCounts = TypedDict("StageCounts", {"in": Count, "kept": Count, "rejected": dict[Text, Count]})


class RawPart(TypedDict):
    """A part of the input as it was read."""

    content: Text
    rows: Count


class LineageEntry(TypedDict):
    """The origin of the groups, see `pipelines.release.carried.Lineage`."""

    base: Text
    carried: NotRequired[Text]


class ManifestShape(TypedDict):
    """The entries that are read; those that only some versions of Spindle write may be missing."""

    dataset: Text
    version: Text
    created: Time
    fingerprint: Text
    rows: Count
    splits: dict[SplitName, Count]
    words: Count
    swap_rate: Number
    bytes: Count
    seed: int
    verdict: Text
    files: list[Annotated[FileEntry, AfterValidator(_check_entry)]]
    config: dict[str, Any]
    pairs_by_profile: NotRequired[dict[Text, Count]]
    negatives: NotRequired[NegativesEntry]
    counts: NotRequired[dict[Text, StageCounts]]
    raw: NotRequired[list[RawPart]]
    lexicons: NotRequired[dict[Text, Text]]
    platform: NotRequired[Text]
    profiles: NotRequired[dict[str, Any]]
    packages: NotRequired[dict[str, Any]]
    groups: NotRequired[LineageEntry]
    probe: NotRequired[dict[str, Any]]
    checks: NotRequired[str]
    code: NotRequired[str]


MANIFEST_SHAPE: TypeAdapter[ManifestShape] = TypeAdapter(ManifestShape)

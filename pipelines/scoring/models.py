"""The model of a file or of a release: found, verified and loaded."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pipelines.detector.detector import Detector
from pipelines.detector.model_file import load_detector
from pipelines.errors import ConfigError, SpindleError, StorageError
from pipelines.release.find import find_release, read_manifest, split_name
from pipelines.storage.cache import fetch
from pipelines.storage.files import sha256_file
from pipelines.storage.places import Place

# Path of the model in a release.
MODEL = "quality/detector.npz"
# Models that a process keeps in memory.
MODELS_KEPT = 2


@dataclass(frozen=True)
class ModelFile:
    """A file with a model, named by its content.

    place   a file, or an object
    sha256  its checksum
    """

    place: Place = field(compare=False)
    sha256: str

    def fetch(self) -> "ModelFile":
        """Return the same model as a local file; raise StorageError if it is missing or has another checksum."""
        try:
            path = fetch(self.place, self.sha256)
            found = sha256_file(path)
        except OSError as error:
            raise StorageError(
                f"expected a model at {self.place}, but {error.strerror or error}: `spindle verify` reports every "
                "fault of a release"
            ) from error
        if found != self.sha256:
            raise StorageError(
                f"expected the model {self.place} as it was written, but its checksum differs: `spindle verify` "
                "reports every fault of a release"
            )
        return ModelFile(path, self.sha256)


def find_model(path: Place | str) -> ModelFile:
    """Return the model at a path or an address: a file of `spindle train`, or a release, as find_release takes it.

    Raises ConfigError if it is neither, or if the release has no model.
    """
    place, name = split_name(path)
    if name is None and place.is_file():
        local = fetch(place)
        return ModelFile(local, sha256_file(local))
    if name is None and not place.is_dir():
        raise ConfigError(
            f"expected a model at {place}, but nothing is there: give a file of `spindle train`, or a release"
        )
    release = find_release(path)
    found = model_of(release.folder)
    if found is None:
        raise ConfigError(
            f"expected a release with a model, but {release.path} has no {MODEL}: train one with "
            f"`spindle train {release.path} --output model.npz`"
        )
    return found


def model_of(release: Place) -> ModelFile | None:
    """Return the model of the release in a folder; None if its manifest lists none."""
    sums = {entry["path"]: entry["sha256"] for entry in read_manifest(release)["files"] if entry["path"] == MODEL}
    return ModelFile(release / MODEL, sums[MODEL]) if sums else None


@lru_cache(maxsize=MODELS_KEPT)
def load_model(file: ModelFile) -> Detector:
    """Return the detector of a file, verified; one of the last models loaded is returned again.

    Raises ConfigError if the file is not a model of this version of Spindle, StorageError if it is damaged.
    """
    path = file.fetch().place
    assert isinstance(path, Path)  # noqa: S101 - for mypy
    try:
        return load_detector(path)
    except SpindleError as error:
        raise type(error)(f"{file.place}: {error}") from error

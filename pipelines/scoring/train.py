"""A detector trained on a release, and saved as one file."""

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.detector.detector import Detector
from pipelines.detector.model_file import save_detector
from pipelines.detector.train import train_detector
from pipelines.errors import ConfigError
from pipelines.probe.negatives import negative_files_of, sample_negatives
from pipelines.probe.sample import PairFile, sample_pairs
from pipelines.release.find import Release, read_manifest
from pipelines.release.layout import split_of
from pipelines.storage.failing import naming_full_temporary
from pipelines.storage.files import replacing
from pipelines.storage.places import Place, open_place

WORDS = 2_000_000
ENDING = ".npz"


def sample_split(release: Release, split: str, n_words: int, *, seed: int = 0) -> pa.Table:
    """Return pairs of a split with about `n_words` words of clean text: whole groups, chosen by key.

    Raises ConfigError if the release has no such split, StorageError if a file that is read is not as it was published.
    """
    manifest = read_manifest(release.folder)
    if split not in manifest["splits"]:
        raise ConfigError(f"expected a release with the split {split}, but {release.path} has none: give another one")
    files = [
        PairFile(release.folder / entry["path"], entry["sha256"], is_published=True)
        for entry in manifest["files"]
        if "rows" in entry and split_of(entry["path"]) == split
    ]
    return sample_pairs(files, n_words, seed=seed)


def train_on(release: Release, pairs: pa.Table, *, seed: int = 0) -> Detector:
    """Train a detector on pairs of a release; same pairs and seed, same model. Raises InputError for too few pairs."""
    about: dict[str, object] = {
        "dataset": release.dataset,
        "version": release.version,
        "pairs": len(pairs),
        "words": pc.sum(pairs["n_words"]).as_py() or 0,
        "seed": seed,
    }
    negatives = sample_negatives(negative_files_of(release.folder).get("train", ()), seed=seed)
    with naming_full_temporary():
        return train_detector(pairs, negatives=negatives, seed=seed, about=about)


def check_model_path(path: Place | str) -> Place:
    """Return the place of a model to be written; raise ConfigError unless its name ends in .npz."""
    place = open_place(path)
    if place.suffix != ENDING:
        raise ConfigError(f"expected a model file that ends in {ENDING}, got {place.name[:60]!r}: add the ending")
    if place.is_dir():
        raise ConfigError(f"expected a file to write the model to, but {place} is a folder: choose another name")
    return place


def save_model(detector: Detector, path: Place | str) -> None:
    """Write a model as a whole; raise ConfigError unless the name ends in .npz."""
    with replacing(check_model_path(path)) as temporary:
        save_detector(detector, temporary)

"""The whole probe: models trained on a sample of the split train, and their figures on the other splits."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.detector.detector import Detector
from pipelines.probe.real import RealFile
from pipelines.probe.sample import PairFile

FORMAT = 1
# Called with each step as it begins, and with the share of all work that is done, 0 to 1.
Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class ProbeSettings:
    """Sizes of the samples.

    train_words  words of clean text to train on; at least 1
    test_words   words of clean text to score, of each of the other splits
    seed         chooses the samples, and is the seed of the models
    """

    train_words: int = 2_000_000
    test_words: int = 200_000
    seed: int = 0


@dataclass(frozen=True)
class Probe:
    """The result of a probe.

    figures   the content of probe.json
    detector  None if the corpus is too small to train on: then every figure is null, and figures["note"] has the reason
    """

    figures: dict[str, Any] = field(default_factory=dict)
    detector: Detector | None = None


def probe_pairs(
    sources: Mapping[str, Sequence[PairFile]],
    *,
    settings: ProbeSettings,
    real: Sequence[RealFile] = (),
    progress: Tell | None = None,
) -> Probe:
    """Train on the split train, and score the splits validation, test and test_unseen and the real samples.

    sources   split -> its files
    progress  called with each step as it begins
    The same pairs and settings give the same figures and the same detector. Raises StorageError for an unreadable file
    of pairs, InputError for one of real samples.
    """
    del sources, settings, real, progress
    empty: dict[str, Any] = {name: [] for name in ("detection", "tagging", "restoration", "breakdown", "real")}
    note = "Not computed yet."
    return Probe({"format": FORMAT, "trained_on": {"pairs": 0, "words": 0, "seed": 0}, "note": note, **empty})

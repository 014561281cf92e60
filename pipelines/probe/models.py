"""The models of a corpus, a finished part of their own: trained on a sample, with their figures on the other splits.

They need no audit, so they are trained beside it. Missing ones are trained by whoever needs them first.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict

from pipelines.config.run import RunConfig
from pipelines.detector.model_file import save_detector
from pipelines.fingerprint import code_fingerprint
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import name_file
from pipelines.parts.part import Corpus, Part
from pipelines.parts.writer import PartWriter
from pipelines.probe.real import RealFile
from pipelines.probe.real_sources import find_real
from pipelines.probe.run import SHARED_WORDS, ProbeSettings, Tell, probe_pairs
from pipelines.probe.sample import PairFile
from pipelines.release.layout import DETECTOR_FILE, PROBE_FILE
from pipelines.storage.cache import fetch
from pipelines.storage.json_files import write_json
from pipelines.workers import Jobs, n_cores
from schemas import SPLITS

log = logging.getLogger(__name__)

FIGURES, DETECTOR = (path.rpartition("/")[2] for path in (PROBE_FILE, DETECTOR_FILE))


def train_models(
    corpus: Corpus,
    config: RunConfig,
    *,
    workers: int | None = None,
    tell: Tell | None = None,
    jobs: Jobs | None = None,
) -> Part | None:
    """Return the figures (FIGURES) and the detector (DETECTOR) of a corpus; None if no models are asked for.

    The models are trained on accepted pairs of train, and score those of the other splits and the real samples. A
    corpus too small to train on has figures that say so, and no detector.

    workers  the number of processes, which does not change the part; None: that of the configuration, or of the cores
    tell     called with each step as it begins or goes on, and the share of the work done
    jobs     does the work in processes that run already, in place of new ones
    Statistics: `trained_on`, the pairs, words and seed. Raise InputError for a file of real samples that is missing or
    cannot be read.
    """
    asked = config.probe_corpus
    if not asked.train_words:
        return None
    real = find_real(asked.real)
    sources = {split: files for split in SPLITS if (files := _files_of(corpus, split))}
    settings = ProbeSettings(train_words=asked.train_words, test_words=asked.test_words, seed=config.seed)
    beside = [part for part in corpus.pairs if part.negatives]

    def compute(writer: PartWriter) -> None:
        probe = probe_pairs(
            sources,
            settings=settings,
            real=[RealFile(fetch(file.place, file.sha256), name) for name, file in real.items()],
            negatives={split: _negatives_of(beside, split) for split in SPLITS},
            progress=tell or (lambda step, share: log.info("train_models: %s, %.0f%% done", step, 100 * share)),
            workers=workers or asked.workers or n_cores(),
            jobs=jobs,
        )
        write_json(writer.folder / FIGURES, probe.figures)
        if probe.detector is not None:
            save_detector(probe.detector, writer.folder / DETECTOR)
        writer.statistics["trained_on"] = probe.figures["trained_on"]

    return finish_part(
        config.dataset_folder,
        "train_models",
        inputs={
            "validated": [part.key for part in corpus.validated],
            "negatives": [part.key for part in beside],
            "settings": asdict(settings),
            "real": {name: file.sha256 for name, file in real.items()},
            "code": code_fingerprint(__name__),
        },
        label=config.dataset,
        compute=compute,
        reads=[*corpus.validated, *beside],
    )


def is_large(pairs: Sequence[Part]) -> bool:
    """True if processes for the models and for the audit beside them save more time than they take to start."""
    return sum(part.statistics["n_words"] for part in pairs) >= SHARED_WORDS


def _files_of(corpus: Corpus, split: str) -> list[PairFile]:
    name = f"{split}.parquet"
    return [PairFile(part.place / name, part.sums[name]) for part in corpus.validated if part.rows.get(split)]


def _negatives_of(pairs: Sequence[Part], split: str) -> list[PairFile]:
    name = name_file(split)
    return [PairFile(part.place / name, part.sums[name]) for part in pairs if split in part.negatives]

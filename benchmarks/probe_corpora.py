"""A corpus of bench_probe.py: its release is built, models are trained on it, and its figures are measured.

Each corpus is measured in a process of its own, on one core, so that its peak memory is known.
"""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
from fidelity.baselines import write_look_up
from results import best_of

from pipelines.config.files import config_names
from pipelines.config.run import load_config
from pipelines.detector.detector import Detector
from pipelines.detector.model_file import save_detector
from pipelines.detector.train import train_detector
from pipelines.errors import SpindleError
from pipelines.fingerprint import code_fingerprint
from pipelines.probe.real import RealFile
from pipelines.probe.run import ProbeSettings, probe_pairs
from pipelines.probe.sample import PairFile, files_of, sample_pairs
from pipelines.probe.texts import count_words, plain
from pipelines.run import build_corpus

Figures = dict[str, Any]

DEFAULT = "news"
RESERVED = "reserved_aug"
# Articles of the corpora of a single profile.
LIMIT = 4_000
# Runs of which the fastest gives the scoring speed, and most texts that are scored for it.
RUNS, SPEED_TEXTS = 3, 2_000


@dataclass(frozen=True)
class Corpus:
    """A corpus to measure.

    name   of the default configuration, of a profile alone, or of a baseline
    news   JSON lines of clean news
    limit  articles at regular intervals in the news; None: all
    real   files of real samples
    """

    name: str
    news: Path
    limit: int | None = None
    real: Sequence[Path] = ()
    sizes: ProbeSettings = field(default_factory=ProbeSettings)

    def cached(self, folder: Path) -> Path:
        """The file of its results in a work folder."""
        return folder / f"{self.name}-{self.limit or 'all'}.json"

    @property
    def key(self) -> Figures:
        """The inputs of its results, besides the settings in the project's configs/."""
        code = [code_fingerprint(f"pipelines.{module}") for module in ("probe.run", "run", "detector.model_file")]
        sizes = {place.name: place.stat().st_size for place in (self.news, *self.real)}
        return {"name": self.name, "limit": self.limit, "sizes": repr(self.sizes), "files": sizes, "code": code}


def list_corpora() -> list[str]:
    """The default configuration, each profile alone, and nlpaug's ReservedAug; SynonymAug is one of the profiles."""
    return [DEFAULT, *config_names("profiles"), RESERVED]


def measure_once(corpus: Corpus, folder: Path) -> Figures:
    """Return the results of a corpus, from the work folder if they are there.

    The result of a corpus that cannot be built has only the key `reason`, and is not kept.
    """
    if (known := read_results(corpus, folder)) is not None:
        return known
    try:
        with TemporaryDirectory() as place:
            figures = measure(corpus, Path(place))
    except (SpindleError, ImportError, LookupError) as error:
        return {"reason": (str(error) or type(error).__name__).splitlines()[0]}
    folder.mkdir(parents=True, exist_ok=True)
    temporary = corpus.cached(folder).with_suffix(".part")
    temporary.write_text(json.dumps({"key": corpus.key, "figures": figures}), encoding="utf-8")
    temporary.replace(corpus.cached(folder))
    return figures


def read_results(corpus: Corpus, folder: Path) -> Figures | None:
    """Return the results of a corpus in a work folder; None unless they were measured with the same code and files."""
    cached = corpus.cached(folder)
    found = json.loads(cached.read_text(encoding="utf-8")) if cached.is_file() else {}
    return found["figures"] if found.get("key") == corpus.key else None


def measure(corpus: Corpus, folder: Path) -> Figures:
    """Build the release in a folder, train two models on it, and return all figures."""
    pa.set_cpu_count(1)
    began = time.monotonic()
    sources, counts = build(corpus, folder)
    built = time.monotonic() - began
    # Trained here and in the probe: the two models must have the same bytes.
    pairs = sample_pairs(sources.get("train", ()), corpus.sizes.train_words, seed=corpus.sizes.seed)
    before = (time.monotonic(), time.process_time())
    detector = train_detector(pairs.select(["clean", "spun", "edits", "group_id"]), seed=corpus.sizes.seed)
    seconds, cpu = (now - then for now, then in zip((time.monotonic(), time.process_time()), before, strict=True))
    memory = peak_memory()
    real = [RealFile(place, place.name) for place in corpus.real]
    probe = probe_pairs(sources, settings=corpus.sizes, real=real)
    model, again = (
        write_model(each, folder / f"{number}.npz") for number, each in enumerate((detector, probe.detector))
    )
    return counts | {
        "probe": probe.figures,
        "build_seconds": built,
        "train_seconds": seconds,
        "train_cpu": cpu,
        "peak_mb": memory,
        "words_per_second": measure_speed(detector, plain(pairs["spun"][:SPEED_TEXTS])),
        "model_bytes": len(model),
        "same_bytes": model == again,
    }


def build(corpus: Corpus, folder: Path) -> tuple[Mapping[str, Sequence[PairFile]], Figures]:
    """Build the release, without its own probe; return split -> its files, and the number of articles and pairs."""
    news = folder / "news.jsonl"
    n_articles = write_articles(corpus.news, corpus.limit, news)
    settings = ["probe_corpus.train_words=0"]
    if corpus.name != DEFAULT:
        profile = write_look_up(folder / f"{RESERVED}.yaml") if corpus.name == RESERVED else corpus.name
        settings.append(f"spin_articles.profiles={json.dumps([profile])}")
    config = load_config(DEFAULT, settings, input=str(news), output=str(folder / "out"))
    release = build_corpus(config, workers=1).release
    return files_of(release.folder), {"n_articles": n_articles, "n_pairs": sum(release.splits.values())}


def write_articles(news: Path, limit: int | None, path: Path) -> int:
    """Write lines at regular intervals in the news, at most `limit`; return their number."""
    with news.open(encoding="utf-8") as file:
        lines = list(file)
    rows = np.arange(len(lines)) if limit is None or limit >= len(lines) else np.arange(limit) * len(lines) // limit
    path.write_text("".join(lines[row] for row in rows.tolist()), encoding="utf-8")
    return len(rows)


def write_model(detector: Detector | None, path: Path) -> bytes:
    """Return the bytes of a model without its description: the probe describes its own."""
    if detector is None:
        return b""
    save_detector(replace(detector, about={}), path)
    return path.read_bytes()


def measure_speed(detector: Detector, texts: pa.StringArray) -> float:
    """Return the words scored per second of processor time."""
    return int(count_words(texts).sum()) / best_of(RUNS, lambda: detector.score(texts))


def peak_memory() -> float:
    """Return the peak memory of this process so far in MB; nan where the system does not tell."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.is_file() else None
    return int(found[1]) / 1024 if found else float("nan")

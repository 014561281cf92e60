"""A model for tests of what is made of scores: words that end in "zz" look swapped, all others do not.

And small releases to train a real model on, for tests of what worker processes load from a file.
"""

import random
import re

import numpy as np
import pyarrow as pa
import pytest
from pairs import make_pairs

from pipelines.detector.detector import Inspection, TextSpans
from pipelines.detector.model_file import save_detector
from pipelines.detector.train import train_detector
from pipelines.scoring.models import load_model

WORDS = [
    "council",
    "bridge",
    "new",
    "owners",
    "prices",
    "harbour",
    "of",
    "the",
    "in",
    "spring",
    "people",
    "said",
    "it",
    "rose",
]


class PlantedModel:
    """Score of a word: 0.9 or 0.1; of a sentence: the largest of its words; of a text: the mean of its sentences."""

    thresholds = {"text_1pct": 0.6, "text_5pct": 0.4, "sentence_1pct": 0.8, "sentence_5pct": 0.5, "word": 0.5}  # noqa: RUF012
    about = {"dataset": "planted", "version": "v1", "pairs": 3, "words": 1200, "seed": 0}  # noqa: RUF012

    def score(self, texts):
        return self.inspect(texts).scores

    def inspect(self, texts):
        words, sentences, scores = [], [], []
        for number, text in enumerate(texts.to_pylist()):
            own = [
                (number, *match.span(), 0.9 if match[0].endswith("zz") else 0.1) for match in re.finditer(r"\w+", text)
            ]
            ends = [match.end() for match in re.finditer(r"[.!?](?=\s|$)|\S(?=\s*$)", text)]
            parts = []
            for start, end in zip([0, *ends], ends, strict=False):
                held = [word[3] for word in own if start <= word[1] < end]
                if held:
                    skip = len(text[start:end]) - len(text[start:end].lstrip())
                    parts.append((number, start + skip, end, max(held)))
            words += own
            sentences += parts
            scores.append(sum(part[3] for part in parts) / max(1, len(parts)))
        return Inspection(
            np.array(scores, float), _spans(sentences), _spans(words), _spans([each for each in words if each[3] > 0.5])
        )


def _spans(rows):
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return TextSpans(*(np.array(column, np.int64) for column in columns[:3]), np.array(columns[3], float))


@pytest.fixture
def planted(monkeypatch, tmp_path):
    """A file that is loaded as the planted model, in this process."""
    model = PlantedModel()
    monkeypatch.setattr("pipelines.scoring.models.load_detector", lambda _path: model)
    load_model.cache_clear()
    path = tmp_path / "planted.npz"
    path.write_bytes(b"planted")
    yield path
    load_model.cache_clear()


def training_pairs(n_pairs=300, seed=3):
    """Pairs of invented texts, large enough to train a model on."""
    draw = random.Random(seed)  # noqa: S311 - no secret
    texts = [" ".join(" ".join(draw.choices(WORDS, k=9)).capitalize() + "." for _ in range(6)) for _ in range(n_pairs)]
    return make_pairs(texts, group_id=[f"g{number // 2}" for number in range(n_pairs)])


@pytest.fixture(scope="session")
def real_model(tmp_path_factory):
    """A file with a model that was trained on invented texts."""
    path = tmp_path_factory.mktemp("model") / "model.npz"
    save_detector(train_detector(training_pairs(), about={"dataset": "invented"}), path)
    return path


@pytest.fixture
def planted_training(planted, monkeypatch):
    """Training and saving, too, give the planted model: with the pairs that it was trained on in `trained`."""
    trained = []

    def train(pairs, *, about=None, **_):
        trained.append(pairs)
        model = PlantedModel()
        model.about = about
        return model

    monkeypatch.setattr("pipelines.scoring.train.train_detector", train)
    monkeypatch.setattr("pipelines.scoring.train.save_detector", lambda _model, path: path.write_bytes(b"planted"))
    return trained


def list_model(release, path="quality/detector.npz", content=b"planted"):
    """Give a release a model: the file, and its entry in the manifest."""
    import json

    from pipelines.storage.files import sha256_file

    file = release.folder / path
    file.write_bytes(content)
    manifest = release.folder / "manifest.json"
    known = json.loads(manifest.read_text())
    known["files"].append({"path": path, "bytes": len(content), "sha256": sha256_file(file)})
    manifest.unlink()  # it may be a hard link
    manifest.write_text(json.dumps(known))
    return file


def texts_of(*texts):
    return pa.array(texts, pa.string())

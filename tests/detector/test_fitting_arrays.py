"""Models of a stranger: arrays of other shapes than the kernels rely on are damage, and never reach them."""

import io
import json
import zipfile

import numpy as np
import pytest
from planted_model import real_model, texts_of  # noqa: F401 - a fixture

from pipelines.detector.model_file import load_detector
from pipelines.errors import ConfigError, StorageError

TEXTS = texts_of("The council will repair the old bridge. It said so on Monday.")


def rewrite(source, target, **changes):
    """Copy a model with other arrays; `detector.json` is changed as the value that it holds."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            change, content = changes.get(name.removesuffix(".npy")), old.read(name)
            if change and name == "detector.json":
                content = json.dumps(change(json.loads(content))).encode()
            elif change:
                made = io.BytesIO()
                array = change(np.lib.format.read_array(io.BytesIO(content)))
                np.lib.format.write_array(made, np.ascontiguousarray(array))
                content = made.getvalue()
            new.writestr(name, content)
    return target


def far_ids(ids):
    return (ids & ~np.uint32(0xFFFF)) | np.uint32(0xFFFF)


@pytest.mark.parametrize(
    "changes",
    [
        {"language/words": lambda slots: slots[:0]},
        {"language/words": lambda slots: slots[:1]},
        {"language/skips": lambda slots: slots[:-1]},
        {"language/pairs": lambda slots: slots[:512]},
        {"habits/alone": lambda table: table[:1]},
        {"habits/left": lambda table: table[:, :0]},
        {"habits/right": lambda table: table[:, :3]},
        {"embeddings/ids": lambda ids: ids[:1]},
        {"embeddings/ids": far_ids},
        {"embeddings/topic": lambda vectors: vectors[:0]},
        {"embeddings/next_word": lambda vectors: np.zeros((len(vectors), 100_000), np.float32)},
        {"embeddings/skip_left": lambda vectors: vectors[:1]},
        {name: lambda vectors: vectors[:, :0] for name in ("embeddings/next_word", "embeddings/next_left")},
        {"words/0/weights": lambda weights: weights[:, :3]},
        {"segments/0/weights": lambda weights: np.hstack([weights, weights])},
        {"contexts/0/biases": lambda biases: biases.T},
        {"detector.json": lambda header: header | {"layers": header["layers"] | {"words": 0}}},
        {"detector.json": lambda header: header | {"layers": header["layers"] | {"segments": 1}}},
        {"detector.json": lambda header: header | {"thresholds": header["thresholds"] | {"word": "nan"}}},
        {"detector.json": lambda header: header | {"thresholds": header["thresholds"] | {"text_1pct": "inf"}}},
    ],
)
def test_arrays_that_do_not_fit_are_damage(real_model, tmp_path, changes):  # noqa: F811
    with pytest.raises(StorageError, match=r"it is damaged \(.+\)"):
        load_detector(rewrite(real_model, tmp_path / "m.npz", **changes))


def test_a_missing_threshold_is_that_of_another_version(real_model, tmp_path):  # noqa: F811
    changed = rewrite(real_model, tmp_path / "m.npz", **{"detector.json": lambda header: header | {"thresholds": {}}})
    with pytest.raises(ConfigError, match="but it has no text_1pct: train it anew"):
        load_detector(changed)


def test_larger_tables_that_fit_are_read(real_model, tmp_path):  # noqa: F811
    changes = {
        "language/words": lambda slots: np.zeros(2 * len(slots), np.uint16),
        "habits/alone": lambda _: np.zeros((1024, 4), np.uint8),
        "embeddings/topic": lambda vectors: np.zeros((len(vectors) + 5, 3), np.float32),
    }
    scores = load_detector(rewrite(real_model, tmp_path / "m.npz", **changes)).score(TEXTS)
    assert np.isfinite(scores).all()

"""spindle.Detector: trained, saved, loaded, and run on texts."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from planted_model import list_model, planted, planted_training, real_model  # noqa: F401 - fixtures
from published import publish

import spindle
from pipelines.errors import ConfigError, InputError

TEXTS = ["Plain words.", "", "It zz. So.", "📈 zz"]


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


def test_scores_are_an_array_and_a_call_is_a_list(planted):  # noqa: F811
    detector = spindle.Detector.load(planted)
    scores = detector.score(TEXTS)
    assert (scores.dtype, scores.shape) == (np.float64, (4,))
    assert detector(TEXTS) == scores.tolist() == pytest.approx([0.1, 0, 0.5, 0.9])
    assert {type(score) for score in detector(TEXTS)} == {float}
    assert detector([]) == []
    assert detector.threshold == 0.6


def test_a_single_text_is_no_list(planted):  # noqa: F811
    with pytest.raises(ConfigError, match="put it into a list"):
        spindle.Detector.load(planted).score("text")


@pytest.mark.parametrize("column", [tuple, np.array, pd.Series, pa.array, lambda texts: pa.chunked_array([texts])])
def test_any_column_of_texts_is_scored(planted, column):  # noqa: F811
    detector = spindle.Detector.load(planted)
    assert detector(column(TEXTS)) == detector(TEXTS)


def test_halves_of_surrogate_pairs_are_read_as_signs(planted):  # noqa: F811
    detector = spindle.Detector.load(planted)
    odd, mended = (f"{sign} Zurzz{sign}. So {sign}." for sign in ("\ud800", "\ufffd"))
    assert detector([odd, "zz"]) == detector([mended, "zz"])
    assert detector.inspect(odd) == detector.inspect(mended)
    (swap,) = detector.inspect(odd).swaps
    assert odd[swap.start : swap.end] == swap.text == "Zurzz"


@pytest.mark.parametrize("value", [5, None, float("nan"), ["a"]])
def test_what_is_no_text_is_named_with_its_place(planted, value):  # noqa: F811
    detector = spindle.Detector.load(planted)
    with pytest.raises(InputError, match="expected text 1 of the list to be a string, got"):
        detector(["a", value])
    with pytest.raises(InputError, match="expected a text, got"):
        detector.inspect(value)


@pytest.mark.parametrize("texts", [5, None, b"text"])
def test_what_is_no_list_is_named(planted, texts):  # noqa: F811
    with pytest.raises(ConfigError, match="expected a list of texts, got"):
        spindle.Detector.load(planted).score(texts)


def test_what_a_detector_sees_are_python_values(planted):  # noqa: F811
    found = spindle.Detector.load(planted).inspect("📈 Zurzz. So.")
    assert [(each.start, each.end, each.text) for each in found.swaps] == [(2, 7, "Zurzz")]
    assert [(each.text, each.score) for each in found.sentences] == [("📈 Zurzz.", 0.9), ("So.", 0.1)]
    assert (type(found.score), type(found.swaps[0].start), type(found.swaps[0].score)) == (float, int, float)


def test_train_on_a_release_or_a_dataset(release, planted_training):  # noqa: F811
    for place in (release.path, release.folder.parent, f"{release.folder.parent}@{release.version}"):
        detector = spindle.Detector.train(place, words=5, seed=3)
        assert detector.about["version"] == release.version
        assert detector.about["seed"] == 3
        assert 0 < detector.about["pairs"] < 4
    for words in (0, "5", None):
        with pytest.raises(ConfigError, match="positive number of words"):
            spindle.Detector.train(release.path, words=words)
    for seed in (-1, 1.5, "x"):
        with pytest.raises(ConfigError, match="whole number from 0 on as seed"):
            spindle.Detector.train(release.path, seed=seed)


def test_a_saved_detector_is_loaded(real_model, tmp_path):  # noqa: F811
    detector = spindle.Detector.load(real_model)
    detector.save(tmp_path / "copy.npz")
    copy = spindle.Detector.load(str(tmp_path / "copy.npz"))
    assert copy(TEXTS) == detector(TEXTS)
    assert copy.about == detector.about
    with pytest.raises(ConfigError, match=r"ends in \.npz"):
        detector.save(tmp_path / "copy")


def test_load_the_model_of_a_release(tmp_path, planted):  # noqa: F811
    made = publish(tmp_path, parts=1)
    with pytest.raises(ConfigError, match="train one with"):
        spindle.Detector.load(made.path)
    list_model(made)
    assert spindle.Detector.load(made.folder.parent).threshold == 0.6


def test_releases_in_a_store(s3, planted_training):  # noqa: F811
    made = publish(f"{s3}/corpora", parts=1)
    detector = spindle.Detector.train(f"{s3}/corpora/tiny")
    assert detector.about["pairs"] == made.splits["train"]
    detector.save(f"{s3}/models/m.npz")
    assert spindle.Detector.load(f"{s3}/models/m.npz").threshold == 0.6
    with pytest.raises(ConfigError, match=r"has no quality/detector\.npz"):
        spindle.Detector.load(f"{s3}/corpora/tiny@{made.version}")

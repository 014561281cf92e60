import numpy as np
from probe.planted import PlantedDetector, make_pair, make_table

from pipelines.probe.detection import CleanTexts, detection_rows, measure, score_split
from pipelines.probe.metrics import ScoredTexts
from pipelines.probe.sample import hash_keys
from pipelines.probe.texts import GRANULARITIES


def split_of(rows, score):
    pairs = make_table(rows)
    return score_split("test", pairs, hash_keys(pairs["group_id"], 0), score)


def blind(texts):
    return np.full(len(texts), 0.5)


def rows_of(pairs):
    """The rows of a detector that knows the planted words, and of a model of words that guesses."""
    found = (detection_rows(split_of(pairs, score), name) for name, score in MODELS.items())
    return [row for both in zip(*found, strict=True) for row in both]


MODELS = {"detector": PlantedDetector().score, "words": blind}


def test_a_detector_that_knows_is_always_right_and_one_that_is_blind_guesses():
    rows = rows_of([make_pair(i) for i in range(120)])
    assert [(row["granularity"], row["model"]) for row in rows] == [
        (granularity, model) for granularity in GRANULARITIES for model in ("detector", "words")
    ]
    for row in rows:
        n = 360 if row["granularity"] == "sentence" else 120
        assert (row["split"], row["n_clean"], row["n_spun"]) == ("test", n, n)
        knows = row["model"] == "detector"
        assert (row["auroc"], row["tpr_1pct"], row["tpr_5pct"]) == ((1.0, 1.0, 1.0) if knows else (0.5, 0.0, 0.0))
        assert row["calibration_error"] > 0.1 if knows else row["calibration_error"] == 0.0


def test_all_texts_are_scored_once():
    scored = []

    def score(texts):
        scored.extend(texts.to_pylist())
        return np.zeros(len(texts))

    split = split_of([make_pair(i) for i in range(4)], score)
    assert len(scored) == sum(len(texts) for texts in split.texts.values()) == 8 + 8 + 24
    assert {name: len(scores) for name, scores in split.scores.items()} == {
        "article": 8,
        "paragraph": 8,
        "sentence": 24,
    }


def test_clusters_are_groups():
    split = split_of([make_pair(i, group=i // 2) for i in range(4)], blind)
    texts = split.scored("article")
    assert texts.clusters.tolist() == [*split.groups, *split.groups]
    assert len(set(texts.clusters.tolist())) == 2


def test_variants_of_an_article_have_one_clean_text():
    rows = [make_pair(i // 3, pair_id=f"p{i}", variant=i % 3) for i in range(12)]
    split = split_of(rows, PlantedDetector().score)
    assert len(split.scored("article").clean) == 12
    clean = split.clean("article")
    assert (len(clean.texts.clean), len(clean.texts.spun)) == (4, 0)
    assert clean.words.tolist() == [42] * 4


def test_clean_texts_of_other_lengths_are_left_out_while_there_are_100():
    scores = np.arange(300) / 300
    texts = ScoredTexts(scores, np.zeros(300, bool), np.arange(300, dtype=np.uint64))
    clean = CleanTexts(texts, np.repeat([150, 40, 74], 100))
    assert np.array_equal(clean.like(148).scores, np.delete(scores, np.s_[100:200]))
    assert np.array_equal(clean.like(150).scores, scores[:100])
    assert np.array_equal(clean.like(400).scores, scores[:100])
    assert np.array_equal(clean.like(20).scores, scores)


def test_an_empty_split_and_few_texts_have_no_figures():
    for rows in ([], [make_pair(0)]):
        for row in detection_rows(split_of(rows, blind), "words"):
            assert {row[name] for name in ("auroc", "tpr_1pct", "tpr_5pct", "calibration_error")} == {None}
    nothing = ScoredTexts(np.zeros(0), np.zeros(0, bool), np.zeros(0, np.uint64))
    assert set(measure(nothing).values()) == {None}

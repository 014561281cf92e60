import json

import numpy as np
import pytest

from pipelines.quality.corpus.drift import DISTRIBUTIONS, distance, find_distances, find_earlier


def statistics(**rates):
    return {
        "histograms": {"swap_rate": rates, "n_words": {"64": 100}, "length_ratio": {"1": 100}},
        "profiles": {"light": {"pairs": 100}},
        "edits": {
            "kinds": {"word": 500},
            "origins": {"moby": 500},
            "top_swaps": [{"swap": "a → b", "count": 200}],
            "n_other_swaps": 300,
        },
    }


def test_the_same_statistics_have_no_distance():
    found = find_distances(statistics(**{"0.1": 500}), statistics(**{"0.1": 50}))
    assert {entry["name"]: entry["distance"] for entry in found} == dict.fromkeys(DISTRIBUTIONS, 0.0)
    (top,) = (entry for entry in found if entry["name"] == "top_swaps")
    assert top["now"] == {"a → b": 200, "other": 300}


def test_a_drifted_rate_has_a_distance():
    found = find_distances(statistics(**{"0.1": 500}), statistics(**{"0.1": 250, "0.3": 250}))
    far = {entry["name"]: entry["distance"] for entry in found if entry["distance"]}
    assert far == {"swap_rate": pytest.approx(0.55, abs=0.02)}


def plain_distance(now, before):
    names = {*now, *before}
    p, q = ({name: side.get(name, 0) / sum(side.values()) for name in names} for side in (now, before))
    middle = {name: (p[name] + q[name]) / 2 for name in names}
    halves = [sum(side[n] * np.log2(side[n] / middle[n]) for n in names if side[n]) for side in (p, q)]
    return float(np.sqrt(sum(halves) / 2))


def test_distance_of_large_counts_follows_the_formula():
    now, before = {"a": 7 * 10**9, "b": 2 * 10**9}, {"a": 10**9, "c": 5 * 10**9}
    assert distance(now, before) == pytest.approx(plain_distance(now, before), abs=1e-4)


def test_two_small_samples_of_one_distribution_have_a_small_distance():
    generator = np.random.default_rng(1)
    shares = generator.dirichlet(np.ones(20))
    draws = [{str(i): int(n) for i, n in enumerate(generator.multinomial(300, shares))} for _ in range(40)]
    corrected = [distance(draws[i], draws[i + 1]) for i in range(0, 40, 2)]
    plain = [plain_distance(draws[i], draws[i + 1]) for i in range(0, 40, 2)]
    assert np.mean(corrected) < 0.06
    assert np.mean(plain) > 0.1


def test_the_distance_of_empty_counts_is_zero():
    assert distance({}, {"a": 1}) == distance({}, {}) == 0.0


def test_find_earlier_is_the_newest_or_the_one_before_the_corpus_was_published(tmp_path):
    releases = {}
    for version, key in (("1", "x"), ("2", "y"), ("3", "z"), ("4", None)):
        releases[version] = tmp_path / version
        if key:
            (tmp_path / version / "quality").mkdir(parents=True)
            (tmp_path / version / "quality" / "results.json").write_text(json.dumps({"corpus_key": key}))
    assert find_earlier(releases, "z") == "2"
    assert find_earlier(releases, "y") == "1", "as when it was published: a run of it again has the same verdict"
    assert find_earlier(releases, "x") is None
    assert find_earlier(releases, "new") == "3"
    assert find_earlier({}, "x") is None
    assert find_earlier({"1": tmp_path / "1"}, "x") is None
    assert find_earlier(releases, "new", "1") == "1", "the baseline, in place of the newest"
    assert find_earlier(releases, "z", "1") == "1"
    assert find_earlier(releases, "y", "2") == "1", "the baseline itself keeps its finding"
    assert find_earlier(releases, "x", "2") is None, "a corpus that is older than the baseline"
    assert find_earlier(releases, "new", "gone") == "3"


def test_origins_are_compared_with_those_of_a_release_of_format_1():
    now = {"edits": {"origins": {"moby": 500, "near": 500}}}
    before = {"edits": {"sources": {"moby": 500, "near": 500}}}
    (found,) = [entry for entry in find_distances(now, before) if entry["name"] == "origins"]
    assert (found["distance"], found["before"]) == (0.0, {"moby": 500, "near": 500})
    assert before == {"edits": {"sources": {"moby": 500, "near": 500}}}

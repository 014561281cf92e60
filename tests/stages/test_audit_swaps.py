"""The swaps of a corpus: their number and variety, shortcuts that give them away, drift from another release."""

import pytest
from corpus import make_config, make_corpus
from pairs import NEWS, make_pairs, name_of
from stages.audited import LENIENT, SPLITS, audit, checks, corpus_of, failure, results, results_file, texts

from pipelines.errors import StorageError
from pipelines.quality.corpus.drift import RESULTS
from pipelines.release.find import FORMAT, REQUIRED
from pipelines.storage.files import sha256_file, write_text
from pipelines.storage.json_files import write_json

pytestmark = pytest.mark.usefixtures("without_docs")


def test_audit_corpus_lists_the_most_frequent_swaps_in_order(config, monkeypatch):
    monkeypatch.setattr("pipelines.quality.corpus.summary.SHOWN_SWAPS", 1)
    pairs = make_pairs(texts(1), {"the": "that", "new": "fresh", "in": "inside"})
    corpora = [make_corpus(config, splits=SPLITS), make_corpus(config, part=1, pairs=pairs, splits=SPLITS)]
    edits = results(audit(config, *corpora), config)["statistics"]["edits"]
    assert edits["top_swaps"] == [{"swap": "the → that", "count": 5}]
    assert edits["n_other_swaps"] == edits["n_edits"] - 5


def test_audit_corpus_warns_of_a_dominant_swap(folder):
    config = make_config(folder, audit_corpus={"max_rate_error": 1})
    pairs = make_pairs(texts(0), {"the": "that", "new": "fresh", "in": "inside"})
    check = checks(audit(config, make_corpus(config, pairs=pairs, splits=SPLITS)), config)["top_swap_share"]
    assert (check["effect"], check["detail"]) == ("warning", "the → that, 5 of 8 edits")


def test_audit_corpus_warns_if_few_words_are_swapped(folder):
    config = make_config(folder, audit_corpus=LENIENT | {"min_vocabulary_coverage": 0.2, "max_rate_error": 1})
    pairs = make_pairs(texts(0), {"the": "that", "new": "fresh", "in": "inside"})
    check = checks(audit(config, make_corpus(config, pairs=pairs, splits=SPLITS)), config)["vocabulary_coverage"]
    assert (check["effect"], check["detail"]) == ("warning", "3 of 51 different words")


def test_audit_corpus_stops_if_white_space_is_a_shortcut(folder):
    """nlpaug's `augment` changes white space in this way."""
    config = make_config(folder, audit_corpus=LENIENT)
    message, failed = failure(config, shortcut(config, lambda text: text.replace(",", " ,")))
    assert failed.keys() == {"shortcut_auroc_critical"}
    assert "strongest alone: spaces before punctuation" in message


def test_audit_corpus_warns_of_a_weaker_shortcut(folder):
    config = make_config(folder, audit_corpus=LENIENT | {"critical_shortcut_auroc": 1})
    part = audit(config, shortcut(config, lambda text: text.replace(",", " ,")))
    assert checks(part, config)["shortcut_auroc"]["effect"] == "warning"


def release_results(config, version, part):
    """Publish the results of an audit, as far as a later audit reads a release; return their file."""
    release = config.dataset_folder / f"{version}-{'0' * 12}"
    path = release / RESULTS
    path.parent.mkdir(parents=True)
    path.write_text(results_file(part, config).read_text())
    texts_of_it = {"dataset": config.dataset, "version": release.name, "created": "2026-01-01T00:00:00Z"}
    manifest = dict.fromkeys(REQUIRED, 0) | texts_of_it | {"fingerprint": "ab", "verdict": "passed", "config": {}}
    manifest |= {"format": FORMAT, "splits": {}}
    manifest["files"] = [{"path": RESULTS, "bytes": path.stat().st_size, "sha256": sha256_file(path)}]
    write_json(release / "manifest.json", manifest)
    return path


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda text: text[: len(text) // 2], "Copy the release again"),
        (lambda _: "[]", "Copy the release again"),
        (lambda text: text.replace("pairs", "pears"), "copy the release again"),
    ],
    ids=["half", "list", "letter"],
)
def test_results_of_a_release_that_are_damaged_are_an_error_with_the_remedy(tmp_path, damage, said):
    config = make_config(tmp_path, audit_corpus=LENIENT)
    path = release_results(config, "20261124T140030Z", audit(config))
    path.write_text(damage(path.read_text()))
    pairs = make_pairs(texts(0), {"the": "that", "new": "fresh", "in": "inside"})
    with pytest.raises(StorageError, match=rf"results\.json.*{said}"):
        audit(config, make_corpus(config, pairs=pairs, splits=SPLITS))


def test_audit_corpus_warns_of_drift(folder):
    config = make_config(folder, dataset="drifting", audit_corpus=LENIENT)
    release = release_results(config, "20261124T140030Z", audit(config)).parents[1]
    assert audit(config).reused, "the same corpus is not compared with itself"
    many = [f"{NEWS[number % 4]} {number}" for number in range(150)]
    pairs = make_pairs(many, {"the": "that", "new": "fresh", "in": "inside", "The": "That"})
    part = audit(config, corpus_of(config, many, SPLITS, pairs))
    found = results(part, config)
    assert found["drift"]["against"] == release.name
    (entry,) = (entry for entry in found["drift"]["distances"] if entry["name"] == "top_swaps")
    assert entry["distance"] > entry["threshold"] == 0.3
    effects = {name: check["effect"] for name, check in checks(part, config).items() if name.startswith("drift_")}
    assert effects == {
        "drift_swap_rate": "warning",
        "drift_n_words": "warning",
        "drift_length_ratio": "warning",
        "drift_profiles": "none",
        "drift_kinds": "none",
        "drift_origins": "none",
        "drift_top_swaps": "warning",
    }


def test_drift_is_measured_from_the_accepted_baseline(folder):
    """It is older than the newest release, of which the new corpus is like; its run is done again with the new tag."""
    config = make_config(folder, dataset="based", audit_corpus=LENIENT)
    many = [f"{NEWS[number % 4]} {number}" for number in range(150)]
    changed = corpus_of(config, many, SPLITS, make_pairs(many, {"the": "that", "new": "fresh", "in": "inside"}))
    for number, part in enumerate([audit(config), audit(config, changed)]):
        release_results(config, f"2026112{number}T140030Z", part)
    more = [f"{text} {len(text)}" for text in many]
    like = corpus_of(config, more, SPLITS, make_pairs(more, {"the": "that", "new": "fresh", "in": "inside"}))
    before = audit(config, like)
    assert results(before, config)["drift"]["against"].startswith("20261121")
    assert checks(before, config)["drift_top_swaps"]["effect"] == "none"
    write_text(config.dataset_folder / "tags" / "baseline", f"20261120T140030Z-{'0' * 12}\n")
    found = audit(config, like)
    assert found.key != before.key
    drift = results(found, config)["drift"]
    assert (drift["against"][:8], drift["baseline"]) == ("20261120", True)
    check = checks(found, config)["drift_top_swaps"]
    assert check["effect"] == "warning"
    assert "% in the baseline, 20261120T140030Z" in check["detail"]


def shortcut(config, change):
    """Make a corpus of 120 articles in which `change` also changes the spun words of edits."""
    many = [", ".join(name_of(number, place) for place in range(6)) + ", rain, may." for number in range(120)]
    pairs = make_pairs(many, {"rain,": change("wet,")})
    return corpus_of(config, many, SPLITS, pairs)

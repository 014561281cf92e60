"""The tables of bench_probe.py, of planted results."""

import doctest

import probe_tables
from probe_tables import make_reports


def result(**values):
    """Results in which every detector has the AUROC `auroc`, and the model of words .5."""
    auroc, tpr = values.pop("auroc", 0.95), values.pop("tpr", 0.8)
    detection = [
        {"split": split, "granularity": granularity, "model": model, "auroc": figure, "tpr_1pct": None}
        for split in ("validation", "test", "test_unseen")
        for granularity in ("article", "paragraph", "sentence")
        for model, figure in (("detector", auroc), ("words", 0.5))
    ]
    real = [
        {
            "file": "spun_texts.jsonl",
            "family": family,
            "n_spun": 21,
            "n_clean": 1_000,
            "clean": "release",
            "auroc": 0.9,
            "auroc_interval": [0.8, 1.0],
            "tpr_1pct": tpr,
            "tpr_1pct_interval": None,
            "paired": None,
        }
        for family in (None, "mine")
    ]
    figures = {
        "trained_on": {"words": 2_000_000},
        "detection": detection,
        "tagging": [{"split": "test", "f1": 0.7}, {"split": "test_unseen", "f1": 0.7}],
        "restoration": [{"split": "test", "first": 0.4, "first_five": 0.6}],
        "real": real,
    }
    models = {"n_articles": 4_000, "n_pairs": 3_900, "train_seconds": 31.25, "train_cpu": 29, "peak_mb": 1_234.4}
    models |= {"words_per_second": 1_100_000.4, "model_bytes": 10_400_000, "same_bytes": True}
    return {"probe": figures} | models | values


def table(title, results):
    return next(report for report in make_reports(results) if report.title == title)


def test_rows_have_a_cell_for_each_column():
    reports = make_reports({"news": result(), "light": result(), "synonym_aug": {"reason": "no NLTK"}})
    assert len(reports) == 6
    assert all(len(row) == len(report.columns) for report in reports for row in report.rows)


def test_only_figures_of_the_default_corpus_that_miss_a_target_are_marked():
    news, light = table("Corpora: detection", {"news": result(), "light": result()}).rows
    assert news[1:5] == ("**.950**", "-", ".500", "-")
    assert news[5] == ".950"
    assert "*" not in "".join(light)
    tagged = table("Corpora: tagging and restoration", {"news": result()}).rows
    assert tagged == [("news", "**.700**", ".700", ".400", ".600", "-", "-")]


def test_real_samples_by_file_and_by_family():
    results = {"news": result(), "light": result()}
    news, light = table("Real samples", results).rows
    assert news == ("news", "spun_texts.jsonl", "21", "1,000 (release)", ".900 (.800 to 1.000)", "**.800**", "-")
    assert light[5] == ".800"
    assert [row[:2] for row in table("Families, default corpus", results).rows] == [("spun_texts.jsonl", "mine")]


def test_models_are_marked_if_they_are_slow_or_differ():
    good, bad = table("Models", {"a": result(), "b": result(words_per_second=9e5, same_bytes=False)}).rows
    assert good == ("a", "4,000", "3,900", "2,000,000", "31.2", "29.0", "1,234", "1,100,000", "10.4", "yes")
    assert bad[-3:] == ("**900,000**", "10.4", "**no**")


def test_a_corpus_without_results_is_named():
    assert table("Not measured", {"x": {"reason": "a | b"}}).rows == [("x", "a / b")]
    assert len(make_reports({"x": {"reason": "a"}})) == 1


def test_doctests():
    assert doctest.testmod(probe_tables).failed == 0

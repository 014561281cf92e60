import json

from probed import make_figures
from published import publish

from pipelines.quality.corpus.probe_figures import summarise_probe
from pipelines.release.description.trained_models import describe_models


def test_the_card_says_what_a_model_can_do(tmp_path):
    text = (publish(tmp_path, probe=make_figures()).folder / "README.md").read_text(encoding="utf-8")
    section = text.partition("## What a model trained on it can do")[2].partition("\n## ")[0]
    assert "finds 71% of spun sentences at 1% false alarms, and 43% where the replacement words are new" in section
    assert "| test_unseen | sentence | 0.900 | 43% | 0.550 |" in section
    assert "`quality/detector.npz` is the trained detector" in section


def test_croissant_says_what_a_model_can_do(tmp_path):
    release = publish(tmp_path, probe=make_figures())
    limits = json.loads((release.folder / "croissant.json").read_text())["rai:dataLimitations"]
    assert any("finds 71% of spun sentences" in limit for limit in limits)


def test_a_probe_that_did_not_run_is_a_sentence():
    assert describe_models(summarise_probe(None)) == "Not run: probe_corpus.train_words is 0."

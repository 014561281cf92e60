import pytest
import yaml
from fidelity.components import Component
from fidelity.corpora import default_corpus
from fidelity.news import News
from fidelity.samples import Row, SpunText
from fidelity.training import Corpus
from fidelity.transfer import Samples
from fidelity.tuned_corpus import describe, write_corpus
from fidelity.tuning import Budget, SeedResult, Tuned, tune, weights_of

from pipelines.errors import ConfigError
from pipelines.spinners.profile import load_profile

A, B, C = (1, 0, 1), (0, 1, 1), (1, 1, 0)
NAMES = ["autoblog", "light", "mixture_high_rates"]


def make_tuned(final=(10, 0, 10)):
    values = {A: {"f": 0.5, "g": 0.9}, B: {"f": 0.7, "g": 0.7}, C: {"f": 0.6, "g": 0.8}}
    return Tuned(NAMES, A, final, [SeedResult(B, {"f": C, "g": B}, values)] * 2)


def test_a_family_is_measured_by_weights_chosen_without_it():
    tuned = make_tuned()
    assert tuned.carried() == {"f": (0.5, pytest.approx(0.6)), "g": (0.9, pytest.approx(0.7))}
    assert tuned.objective(A) == pytest.approx(0.7)
    assert tuned.shares(A) == {"autoblog": 0.5, "mixture_high_rates": 0.5}
    text = describe(tuned)
    assert "chosen:   autoblog 0.50, mixture_high_rates 0.50" in text
    assert "f: 0.500 by the default, 0.600 by weights chosen without it" in text
    assert "mean of the families: 0.700 -> 0.650" in text


def test_the_weights_replace_the_profiles_and_nothing_else(tmp_path):
    folder = tmp_path / "corpora"
    folder.mkdir()
    (tmp_path / "profiles").mkdir()
    path = folder / "news.yaml"
    path.write_text("# A comment.\nseed: 1\nspin_articles:\n  profiles:\n    light: 1\n  variants: 2\noutput: x\n")
    written = write_corpus(make_tuned(), path)
    assert path.read_text().startswith("# A comment.\n")
    assert yaml.safe_load(path.read_text()) == {
        "seed": 1,
        "spin_articles": {"profiles": {"autoblog": 10, "mixture_high_rates": 10}, "variants": 2},
        "output": "x",
    }
    assert written == [path, tmp_path / "profiles" / "mixture_high_rates.yaml"]
    assert load_profile(str(written[1])).mixture.rate[0] > load_profile("mixture").mixture.rate[0]


def test_a_configuration_without_profiles_says_what_to_do(tmp_path):
    path = tmp_path / "news.yaml"
    path.write_text("seed: 1\n")
    with pytest.raises(ConfigError, match="profiles"):
        write_corpus(make_tuned(), path)


def test_the_default_has_weights():
    components = [Component(name, name, {}) for name in ("autoblog", *default_corpus().profiles)]
    assert sum(weights_of(default_corpus(), components)) == 20
    with pytest.raises(ConfigError, match="nothing"):
        weights_of(Corpus("default", {"nothing": 1}), components)


@pytest.mark.slow
def test_a_search_is_the_same_each_time(monkeypatch):
    sentences = [f"The big dog number {i} ran to the old house with a good friend today." for i in range(60)]
    rows = [Row(text, text.replace("big", "huge").replace("old", "antique"), "F3-withinside") for text in sentences[:6]]
    samples = Samples(rows, [SpunText("The huge dog ran to the antique house.", "one", "1")])
    monkeypatch.setattr("fidelity.selection.STEPS", 2)
    news, budget = News("news", sentences, sentences[:20]), Budget(sentences=50, seeds=1)
    first = tune(samples, Corpus("default", {"mixture": 1}), news, budget)
    assert first == tune(samples, Corpus("default", {"mixture": 1}), news, budget)
    assert sum(first.final) == 20
    assert set(first.carried()) == {"F3-withinside", "others"}

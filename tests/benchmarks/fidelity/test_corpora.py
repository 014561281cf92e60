import pytest
from fidelity.corpora import DEFAULT, MIXED, default_corpus, saw_samples, without_family
from fidelity.families import TRACES
from fidelity.training import Corpus

from pipelines.config.files import config_names
from pipelines.spinners.profile import load_profile

F3, F2 = "F3-withinside", "F2-12months"


def test_the_default_is_that_of_the_configuration():
    corpus = default_corpus()
    assert corpus.name == DEFAULT
    assert all(load_profile(name) for name in corpus.profiles)
    assert sum(corpus.shares.values()) == pytest.approx(1)


def test_a_family_left_out_takes_its_profile_and_its_tables(tmp_path):
    left = without_family(MIXED, F3, tmp_path, strict=False)
    assert set(left.profiles) == {"twelve_months", "autoblog", str(tmp_path / "mixture_without_f3_tables.yaml")}
    profile = load_profile(str(tmp_path / "mixture_without_f3_tables.yaml"))
    assert profile.learned == ("twelve_months",)
    assert "withinside" not in profile.mixture.habits
    assert "withinside" in profile.mixture.origins
    assert left.profiles[str(tmp_path / "mixture_without_f3_tables.yaml")] == MIXED.profiles["mixture"]


def test_the_hand_list_goes_too_if_asked(tmp_path):
    left = without_family(MIXED, F3, tmp_path, strict=True)
    for path in left.profiles:
        profile = load_profile(path)
        assert profile.origins["withinside"] == 0
        assert profile.mixture is None or "withinside" not in profile.mixture.origins


def test_a_mixture_may_lose_all_its_tables(tmp_path):
    once = without_family(Corpus("one", {"mixture": 1}), F3, tmp_path, strict=False)
    twice = without_family(once, F2, tmp_path, strict=False)
    profile = load_profile(next(iter(twice.profiles)))
    assert profile.learned == ()
    assert set(profile.mixture.habits) & {"withinside", "twelve_months"} == set()


def test_a_corpus_of_one_family_has_nothing_left(tmp_path):
    assert without_family(Corpus("one", {"withinside": 1}), F3, tmp_path, strict=False) is None


def test_a_corpus_without_traces_stays(tmp_path):
    assert without_family(Corpus("one", {"careful": 1}), F3, tmp_path, strict=False).profiles == {"careful": 1}


def test_a_learned_table_counts_as_seen():
    assert saw_samples(Corpus("one", {"light": 1, "mixture": 1}))
    assert saw_samples(Corpus("one", {"withinside": 1}))
    assert not saw_samples(Corpus("one", {"light": 1, "careful": 1}))


def test_a_table_has_the_name_of_a_profile_of_its_family():
    named = {name for traces in TRACES.values() for name in traces.profiles}
    tables = {table for name in config_names("profiles") for table in load_profile(name).learned}
    assert tables <= named

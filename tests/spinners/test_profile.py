import pytest

from pipelines.config.files import own_folder
from pipelines.errors import ConfigError
from pipelines.lexicon.load import read_lexicon
from pipelines.spinners.profile import load_profile

NAMES = sorted(path.stem for path in (own_folder("configs") / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_loads_with_its_lexicon(name):
    profile = load_profile(name)
    assert profile.name == name
    assert profile.imitates
    assert len(read_lexicon(profile.lexicon)) > 0


def test_an_unknown_profile_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'autoblog'"):
        load_profile("autoblock")


PLAIN = "rate: 0.1\nimitates: x"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate: 1.5\nimitates: x", "'rate'"),
        (f"{PLAIN}\nmin_letters: true", "'min_letters': .*expected a number, not true or false, got True"),
        (f"{PLAIN}\norigins: {{moby: true}}", "'origins': .*expected a number, not true or false"),
        (f"{PLAIN}\npasses: [true]", "'passes': .*expected a number, not true or false"),
        (f"{PLAIN}\nmixture: {{every: {{3: true}}}}", "'mixture.every': .*expected a number, not true or false"),
        (f"{PLAIN}\nmixture: {{habits: {{even: .inf}}}}", "'mixture.habits.even': .*finite number"),
        (f"{PLAIN}\nmixture: {{habits: {{even: 1.0e+308, lexicon: 1.0e+308}}}}", "'mixture.habits': .*finite sum"),
        (
            "rate: 0.1\nimitates: x\nengine: nlpaug\nflow: [{augmenter: SplitAug, settings: {a: .nan}}]",
            "'flow.0.settings': .*finite numbers",
        ),
        ("rate: 0.1\nimitates: x\nprotect: {nmes: true}", "did you mean 'names'"),
        ("rate: 0.1", "'imitates' is required: give it in the file$"),
        (f"{PLAIN}\norigins: {{mobby: 1}}", "'origins': expected origins among learned, .*, got 'mobby'$"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug", "'flow'.*at least one augmenter"),
        ("rate: 0.1\nimitates: x\nflow: [{augmenter: SplitAug}]", "'flow'.*only for engine: nlpaug"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug\nflow: [{augmentor: SplitAug}]", "did you mean 'augmenter'"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug\nflow: [{augmenter: SplitAug, chance: 2}]", "'flow.0.chance'"),
        ("rate: 0.1\nimitates: x\nengine: nlpaugh", "'engine'"),
        (f"{PLAIN}\npasses: [0.5, 0.6]", r"^mine.yaml: expected the shares of the passes .* got \[0.5, 0.6\]$"),
        (f"{PLAIN}\nmixture: {{rate: [0.4, 0.1]}}", r"'mixture.rate': .*expected \[low, high\], got \[0.4, 0.1\]"),
        (f"{PLAIN}\nmixture: {{rate: [0.4, 1.1]}}", "'mixture.rate.1': .*less than or equal to 1, got 1.1"),
        (f"{PLAIN}\nmixture: {{habits: {{even: 0}}}}", "'mixture.habits': .*one of them above 0, got"),
        (f"{PLAIN}\nmixture: {{every: {{0: 1, 2: -1}}}}", "'mixture.every': .*weights of 0 or more"),
        (f"{PLAIN}\nmixture: {{sharpnes: [1, 2]}}", "unknown key 'mixture.sharpnes'"),
        (f"{PLAIN}\nmixture: {{origins: {{mobby: {{}}}}}}", "expected origins among learned, .*, got 'mobby'"),
        (
            f"{PLAIN}\nmixture: {{origins: {{moby: {{steps: [-400, 0]}}}}}}",
            "'mixture.origins.moby.steps.0': .*greater than -400",
        ),
        (f"{PLAIN}\nmixture: {{digits: 0.5}}", "expected numbers: both, .* got none"),
        (f"{PLAIN}\nhomographs: false\nmixture: {{homographs: 0.5}}", "expected homographs: true"),
        (f"{PLAIN}\nmixture: {{again: [0, 0.5]}}", "expected several passes"),
        (
            f"{PLAIN}\nengine: nlpaug\nflow: [{{augmenter: SplitAug}}]\nmixture: {{}}",
            "mixture only for engine: spindle",
        ),
        ("- a list", "key: value"),
        ("rate: [", "expected YAML"),
    ],
)
def test_an_error_in_a_profile_is_explained(tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_profile(str(path))


@pytest.mark.parametrize("mixture", ["{}", "{digits: 0, homographs: 0, again: [0, 0]}", "{every: {3: 1}}"])
def test_a_mixture_may_omit_abilities_that_its_profile_excludes(tmp_path, mixture):
    path = tmp_path / "mine.yaml"
    path.write_text(f"{PLAIN}\nhomographs: false\nmixture: {mixture}")
    assert load_profile(str(path)).mixture is not None


def test_the_habits_of_a_mixture_may_be_tables_beside_the_profile(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"{PLAIN}\nmixture: {{habits: {{mine.tsv: 1, even: 1}}}}")
    assert list(load_profile(str(path)).mixture.habits) == [str(tmp_path / "mine.tsv"), "even"]


@pytest.mark.parametrize("key", ["origins", "sources"])
def test_origins_may_have_their_former_name(tmp_path, key):
    path = tmp_path / "mine.yaml"
    path.write_text(f"{PLAIN}\n{key}: {{moby: 2}}\nmixture: {{{key}: {{moby: {{unused: 0.5}}}}}}")
    profile = load_profile(str(path))
    assert profile.origins == {"moby": 2}
    assert profile.mixture.origins["moby"].unused == 0.5
    dumped = profile.model_dump()
    assert dumped["origins"] == {"moby": 2}
    assert "sources" not in {*dumped, *dumped["mixture"]}


def test_both_names_of_origins_together_are_refused(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(f"{PLAIN}\norigins: {{moby: 2}}\nsources: {{moby: 2}}")
    with pytest.raises(ConfigError, match="unknown key 'sources'"):
        load_profile(str(path))


def test_no_profile_of_the_project_uses_a_former_name():
    former = {name for name in NAMES if "sources" in (own_folder("configs") / "profiles" / f"{name}.yaml").read_text()}
    assert former == set()

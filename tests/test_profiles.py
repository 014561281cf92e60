import pytest

from pipelines.config import CONFIGS
from pipelines.errors import ConfigError
from pipelines.lexicon.load import load_lexicon
from pipelines.profiles import load_profile

NAMES = sorted(path.stem for path in (CONFIGS / "profiles").glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_loads_with_its_lexicon(name):
    profile = load_profile(name)
    assert profile.name == name
    assert profile.imitates
    assert len(load_lexicon(profile.lexicon).units) > 0


def test_an_unknown_profile_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'autoblog'"):
        load_profile("autoblock")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate: 1.5\nimitates: x", "'rate'"),
        ("rate: 0.1\nimitates: x\nprotect: {nmes: true}", "did you mean 'names'"),
        ("rate: 0.1", "'imitates' is required"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug", "'flow'.*at least one augmenter"),
        ("rate: 0.1\nimitates: x\nflow: [{augmenter: SplitAug}]", "'flow'.*only for engine: nlpaug"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug\nflow: [{augmentor: SplitAug}]", "did you mean 'augmenter'"),
        ("rate: 0.1\nimitates: x\nengine: nlpaug\nflow: [{augmenter: SplitAug, chance: 2}]", "'flow.0.chance'"),
        ("rate: 0.1\nimitates: x\nengine: nlpaugh", "'engine'"),
        ("- a list", "key: value"),
        ("rate: [", "expected YAML"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path, text, words):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_profile(str(path))

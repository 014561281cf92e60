import numpy as np
import pytest
import yaml
from tuning.planted import make_samples

from pipelines.config.run import load_config, read_tree
from pipelines.errors import ConfigError
from pipelines.spinners.profile import load_profile
from pipelines.tuning.components import list_components
from pipelines.tuning.confirm import Confirmation
from pipelines.tuning.objective import AUROC, OBJECTIVE, TPR, Gain
from pipelines.tuning.search import FoundWeights
from pipelines.tuning.tune import Tuned
from pipelines.tuning.write import HEAD, check_output, describe, say_verdict, write_tuned

COMPONENTS = list_components(["mixture", "light"], fixed_rate=False)
NAMES = [component.name for component in COMPONENTS]
SHOWN, UNSHOWN = Gain(0.7, 0.73, 0.01, 0.05), Gain(0.7, 0.71, -0.02, 0.04)
TREE = read_tree("news", ["group_duplicates.test=0.2"])


def weigh(**weights):
    return tuple(weights.get(name, 0) for name in NAMES)


def make_tuned(gain=SHOWN, final=None, **changes):
    default = weigh(mixture=20)
    chosen = final or weigh(light=5, mixture_low_rates=15)
    shares = np.array(default) / 20
    found = FoundWeights(default, [default] * 5, chosen, dict.fromkeys([default]), False, shares)
    gains = dict.fromkeys((OBJECTIVE, AUROC, TPR), gain)
    samples = make_samples([1] * 30 + [0] * 20, [0] * 50)
    values = {"components": COMPONENTS, "samples": samples, "found": found, "judged": gains}
    return Tuned(**{**values, "confirmation": Confirmation(gains, 3), **changes})


def test_a_gain_writes_weights_and_the_profiles_that_they_need(tmp_path):
    files = write_tuned(tmp_path / "tuned.yaml", make_tuned(), TREE)
    part = tmp_path / "tuned_mixture_low_rates.yaml"
    assert files == [tmp_path / "tuned.yaml", part]
    config = load_config(str(files[0]), input="news.jsonl")
    assert config.spin_articles.profiles == {"light": 0.25, str(part): 0.75}
    assert config.group_duplicates.test == 0.2
    assert load_profile(str(part)) == next(
        each.spinner.profile for each in COMPONENTS if each.configured is None and each.name == "mixture_low_rates"
    )


def test_the_comments_say_how_it_was_found(tmp_path):
    write_tuned(tmp_path / "tuned.yaml", make_tuned(), TREE)
    lines = (tmp_path / "tuned.yaml").read_text().splitlines()
    comments = " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))
    assert lines[0] == HEAD
    assert max(map(len, lines)) <= 120
    for said in (
        "A gain is shown: +0.030 in the objective, 95 % interval +0.010 to +0.050.",
        "Samples: 30 spun and 20 clean texts, in a.jsonl.",
        "Detector, TPR at 1 % false alarms: 0.700 to 0.730, +0.030 (95 % interval +0.010 to +0.050).",
        "Default weights: mixture 1.00. Weights found on all samples: mixture_low_rates .75, light .25.",
        "Found in 1 trial and 3 seeds, among 8 components: random search",
    ):
        assert said in comments


def test_the_default_is_described_as_it_is(tmp_path):
    """Its weights need not be whole steps: those of news are 6, 3 and four times 1, of 13."""
    shares = np.array([{"mixture": 6 / 13, "light": 7 / 13}.get(name, 0) for name in NAMES])
    default = weigh(mixture=9, light=11)
    found = FoundWeights(default, [default], default, {}, False, shares)
    assert "Default weights: light .54, mixture .46." in describe(make_tuned(found=found))


@pytest.mark.parametrize("tuned", [make_tuned(UNSHOWN), make_tuned(final=weigh(mixture=20))])
def test_without_a_gain_the_default_is_written(tmp_path, tuned):
    assert write_tuned(tmp_path / "tuned.yaml", tuned, TREE) == [tmp_path / "tuned.yaml"]
    assert yaml.safe_load((tmp_path / "tuned.yaml").read_text()) == TREE
    assert "the default weights are kept" in say_verdict(tuned)


def test_force_writes_what_was_found(tmp_path):
    tuned = make_tuned(UNSHOWN)
    assert len(write_tuned(tmp_path / "tuned.yaml", tuned, TREE, force=True)) == 2
    assert "No gain is shown (+0.010" in (tmp_path / "tuned.yaml").read_text()
    kept = make_tuned(UNSHOWN, final=weigh(mixture=20))
    assert write_tuned(tmp_path / "kept.yaml", kept, TREE, force=True) == [tmp_path / "kept.yaml"]
    assert say_verdict(tuned, force=True).endswith("but the weights found are written, as asked.")


def test_a_loss_is_told():
    said = say_verdict(make_tuned(Gain(0.7, 0.6, -0.15, -0.05)))
    assert said.startswith("The weights found do worse (-0.100 in the objective, 95 % interval -0.150 to -0.050), so ")


def test_families_and_an_early_end_are_told():
    samples = make_samples([1, 0], [0, 0])
    samples = type(samples)(**{**vars(samples), "families": ("a", "b")})
    late = FoundWeights(
        weigh(mixture=20), [weigh(mixture=20)], weigh(light=20), {}, True, np.array(weigh(mixture=20)) / 20
    )
    text = " ".join(describe(make_tuned(samples=samples, found=late)))
    assert "of 2 families" in text
    assert "of 1 fold of families" in text
    assert "Found in 0 trials and 3 seeds (fewer than asked: the time was over), among 8" in text


def test_an_earlier_result_is_replaced_and_nothing_else(tmp_path):
    path = tmp_path / "tuned.yaml"
    check_output(path)
    write_tuned(path, make_tuned(), TREE)
    check_output(path)
    path.write_text("dataset: mine\n")
    with pytest.raises(ConfigError, match="another file is there"):
        check_output(path)
    with pytest.raises(ConfigError, match=r"end in .yaml, got 'tuned.json'"):
        check_output(tmp_path / "tuned.json")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(ConfigError, match="is a folder"):
        check_output(tmp_path / "folder.yaml")


def test_profiles_at_relative_paths_become_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("{imitates: me, rate: 0.1}")
    components = list_components(["mine.yaml"], fixed_rate=False)
    found = FoundWeights((0,), [(0,)], (20,), {}, False, np.array([0.0]))
    write_tuned(tmp_path / "tuned.yaml", make_tuned(components=components, found=found), TREE)
    assert load_config("tuned.yaml", input="n").spin_articles.profiles == {str(tmp_path / "mine.yaml"): 1}

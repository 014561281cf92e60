import json

import pytest
from articles import write_news
from cli.commands import error_of, spindle
from tuning.planted import write_samples
from tuning.test_write import SHOWN, UNSHOWN, make_tuned

from pipelines.config.run import load_config

DEFAULT = load_config("news", input="n").spin_articles.profiles


@pytest.fixture
def files(tmp_path):
    news, samples = write_news(tmp_path / "news.jsonl", 5), write_samples(tmp_path / "mine.jsonl", 20)
    return ["--real", samples, "--input", news, "--output", tmp_path / "tuned.yaml"]


@pytest.fixture
def called(monkeypatch):
    """The arguments of the search, which is replaced by one that shows a gain."""
    calls = []

    def tune(*arguments, say, tell):
        calls.append(arguments)
        say("trial 2 of 400: light 1.00; best objective so far 0.700")
        tell(0.2)
        return make_tuned(calls.gain)

    class Calls(list):
        gain = SHOWN

    calls = Calls()
    monkeypatch.setattr("pipelines.cli.tune.tune", tune)
    return calls


def test_a_gain_is_told_and_the_config_is_one_that_build_takes(files, called, tmp_path):
    result = spindle("tune", *files, "--trials", 30, "--minutes", 2, "--seed", 4, "--profiles", "light, mixture")
    assert result.exit_code == 0, result.stderr
    (real, config, profiles, settings) = called[0]
    assert ([file.name for file in real], profiles) == (["mine.jsonl"], ["light", "mixture"])
    assert (settings.n_trials, settings.minutes, settings.seed, settings.n_seeds) == (30, 2, 4, 3)
    assert config.spin_articles.profiles == DEFAULT
    assert "best objective so far 0.700" in result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "A gain is shown: +0.030 in the objective, 95 % interval +0.010 to +0.050."
    assert "found" in result.stdout
    assert "mixture_low_rates .75, light .25" in result.stdout
    hint = next(line for line in lines if line.startswith("use it")).split(maxsplit=2)[2].split()
    assert hint[:4] == ["spindle", "build", "--config", str(tmp_path / "tuned.yaml")]
    dry = spindle(*hint[1:-1], tmp_path / "corpora", "--dry-run")
    assert dry.exit_code == 0, dry.stderr


def test_no_gain_is_no_error(files, called, tmp_path):
    called.gain = UNSHOWN
    result = spindle("tune", *files)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(
        "No gain is shown (+0.010 in the objective, 95 % interval -0.020 to +0.040), so the "
    )
    assert load_config(str(tmp_path / "tuned.yaml"), input="n").spin_articles.profiles == DEFAULT
    forced = spindle("tune", *files, "--force")
    assert forced.exit_code == 0, forced.stderr
    assert "light" in load_config(str(tmp_path / "tuned.yaml"), input="n").spin_articles.profiles


def test_json(files, called):
    result = spindle("tune", *files, "--json", "--set", "spin_articles.profiles=[light]")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["is_gain_shown"]
    assert found["detector"]["auroc"] == {"default": 0.7, "chosen": 0.73, "low": 0.01, "high": 0.05, "gain": 0.03}
    assert found["found"] == {"light": 0.25, "mixture_low_rates": 0.75}
    assert (found["n_spun"], found["n_clean"], found["seeds"], found["out_of_time"]) == (30, 20, 3, False)
    assert len(found["files"]) == 2
    assert called[0][1].spin_articles.profiles == {"light": 1.0}


def test_wrong_use(files, tmp_path):
    assert "expected --output to end in .yaml" in error_of(
        spindle("tune", *files[:4], "--output", tmp_path / "a.txt"), 2
    )
    assert "expected a local file" in error_of(spindle("tune", *files[:4], "--output", "s3://bucket/a.yaml"), 2)
    assert "expected a file at" in error_of(spindle("tune", "--real", tmp_path / "none", *files[2:]), 3)
    assert "did you mean 'light'" in error_of(spindle("tune", *files, "--profiles", "ligth"), 2)
    assert "did you mean 'news'" in error_of(spindle("tune", *files, "--config", "newz"), 2)
    (tmp_path / "few.jsonl").write_text('{"text": "a"}\n')
    assert "at least 20 spun texts" in error_of(spindle("tune", "--real", tmp_path / "few.jsonl", *files[2:]), 3)
    assert not (tmp_path / "tuned.yaml").exists()


def test_too_little_news(files):
    result = spindle("tune", *files, "--profiles", "light")
    assert result.exit_code == 3
    assert "error: expected at least 100 articles of --input to spin and 100 to hold out" in result.stderr

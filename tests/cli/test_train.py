"""spindle train; tests/scoring has the samples and the figures."""

import json

import pytest
from cli.commands import error_of, spindle
from planted_model import planted, planted_training  # noqa: F401 - fixtures
from published import publish


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


def test_train_writes_a_model_and_tells_what_it_can_do(release, tmp_path, planted_training):  # noqa: F811
    result = spindle("train", release.folder.parent, "--output", tmp_path / "m.npz")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "m.npz").read_bytes() == b"planted"
    assert (
        f"4 pairs, {sum(planted_training[0]['n_words'].to_pylist())} words of tiny {release.version}" in result.stdout
    )
    assert "validation  at 1 % false alarms: by sentence 0% found, AUROC 0.500; by article 0% found" in result.stdout
    assert result.stderr.splitlines() == [
        f"reading pairs of tiny {release.version}",
        "training on 4 pairs",
        "measuring on the split validation",
    ]


def test_json_and_fewer_words(release, tmp_path, planted_training):  # noqa: F811
    options = ("--words", 5, "--seed", 7, "--json")
    found = json.loads(spindle("train", release.path, "-o", tmp_path / "m.npz", *options).stdout)
    assert found["pairs"] == len(planted_training[0]) < 4
    assert (found["seed"], found["model"]) == (7, str(tmp_path / "m.npz"))
    assert found["validation"]["sentence"].keys() == {"n", "auroc", "found_1pct"}


def test_a_release_without_the_split_validation(tmp_path, planted_training, monkeypatch):  # noqa: F811
    monkeypatch.setattr("pipelines.cli.train.VALIDATION", "test_unseen")
    result = spindle("train", publish(tmp_path, parts=1).path, "-o", tmp_path / "m.npz")
    assert result.exit_code == 0, result.stderr
    assert "the release has no pairs there to measure on" in result.stdout


def test_wrong_use(release, tmp_path):
    assert "ends in .npz, got 'model'" in error_of(spindle("train", release.path, "-o", tmp_path / "model"), 2)
    assert "expected a folder at" in error_of(spindle("train", tmp_path / "none", "-o", tmp_path / "m.npz"), 3)
    assert "expected the folder of a release" in error_of(spindle("train", tmp_path, "-o", tmp_path / "m.npz"), 2)


def test_an_output_that_cannot_be_written_is_said_before_the_training(release, tmp_path, planted_training):  # noqa: F811
    (tmp_path / "file").write_text("")
    output = tmp_path / "file" / "m.npz"
    assert f"error: expected to write to {output}, but" in error_of(spindle("train", release.path, "-o", output), 3)
    assert planted_training == []


def test_a_terminal_shows_the_phase():
    from rich.console import Console

    from pipelines.cli.train import show_phase

    console = Console(force_terminal=True, record=True, width=80)
    with show_phase(console) as tell:
        tell("training on 4 pairs")
    assert console.is_terminal

import json

import pytest
from cli.commands import error_of, spindle
from learn.spinners import sample_pairs, write_lexicon, write_samples

from pipelines.learn.report import LABELS

ROWS = sample_pairs(40)


@pytest.fixture
def small_lexicon(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.learn.lesson.LEXICON", write_lexicon(tmp_path))


@pytest.mark.usefixtures("small_lexicon")
def test_learn_writes_a_profile_that_spins(tmp_path):
    pairs = write_samples(tmp_path / "pairs.jsonl", ROWS)
    result = spindle("learn", pairs, "--name", "mine", "--output", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert "words swapped, share" in result.stdout
    assert "40 pairs used" in result.stdout
    assert "aligning 40 pairs" in result.stderr
    profile = tmp_path / "out" / "mine.yaml"
    assert f"--profile {profile}" in result.stdout
    spun = spindle(
        "spin", "--profile", profile, "--rate", 0.4, "--plain", input="The council said the new work is important.\n"
    )
    assert spun.exit_code == 0, spun.stderr
    assert spun.stdout != "The council said the new work is important.\n"


@pytest.mark.usefixtures("small_lexicon")
def test_json_output_and_pairs_from_stdin(tmp_path):
    lines = "".join(json.dumps(row) + "\n" for row in ROWS)
    result = spindle("learn", "-", "-n", "mine", "-o", tmp_path / "out", "--json", input=lines + "{\n")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["pairs"] == 40
    assert found["skipped"] == {"broken_json": 1}
    assert found["settings"]["rate"] == pytest.approx(found["habits"]["rate"]["value"], abs=0.005)
    assert found["recall"]["5"] > 0.9


def test_figures_of_the_profile_outside_the_interval_are_marked(learned_twice):
    report, shown, found = learned_twice
    outside = {name for name, habit in found["habits"].items() if habit["is_outside"]}
    assert outside
    for name, label in LABELS.items():
        rows = [line for line in report.splitlines() if line.startswith(f"| {label} |")]
        assert [row.endswith("! |") for row in rows] == [name in outside] * len(rows)
    assert "A value with ! is outside the interval" in report
    assert "A value with ! is outside the interval" in " ".join(shown.split())


@pytest.fixture
def learned_twice(small_lexicon, tmp_path, monkeypatch):
    """The report, the terminal and the JSON of a lesson whose profile swaps half of what the samples do."""
    from pipelines.learn import lesson

    settings_of = lesson.settings_of
    monkeypatch.setattr(lesson, "settings_of", lambda *given: settings_of(*given) | {"rate": 0.01})
    pairs = write_samples(tmp_path / "pairs.jsonl", ROWS)
    options = ("learn", pairs, "--name", "mine", "--output", tmp_path / "out")
    shown = spindle(*options).stdout
    found = json.loads(spindle(*options, "--force", "--json").stdout)
    return (tmp_path / "out" / "mine.md").read_text(), shown, found


@pytest.mark.usefixtures("small_lexicon")
def test_doubts_are_said_and_written(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("pipelines.learn.lesson.find_doubts", lambda *_: ["this is odd"])
    pairs = write_samples(tmp_path / "pairs.jsonl", ROWS)
    result = spindle("learn", pairs, "--name", "mine", "--output", tmp_path / "out", "--json")
    assert json.loads(result.stdout)["doubts"] == ["this is odd"]
    assert "this is odd" in caplog.text
    assert "- doubt: this is odd" in (tmp_path / "out" / "mine.md").read_text()


def test_too_few_pairs_are_an_input_error_with_the_counts(tmp_path):
    pairs = write_samples(tmp_path / "pairs.jsonl", [*ROWS[:3], {"original": "x"}])
    message = error_of(spindle("learn", pairs, "--name", "mine", "--output", tmp_path / "out"), 3)
    assert "got 3 of 4 (skipped: missing_text 1)" in message


def test_a_missing_file_is_an_input_error(tmp_path):
    assert "nothing.jsonl" in error_of(
        spindle("learn", tmp_path / "nothing.jsonl", "--name", "mine", "--output", tmp_path), 3
    )


@pytest.mark.parametrize(("name", "words"), [("My Spinner", "a-z, 0-9 and _"), ("autoblog", "--force")])
def test_an_invalid_or_taken_name_is_wrong_use(name, words):
    assert words in error_of(spindle("learn", "pairs.jsonl", "--name", name), 2)


def test_the_name_is_required():
    assert "--name" in error_of(spindle("learn", "pairs.jsonl"), 2)

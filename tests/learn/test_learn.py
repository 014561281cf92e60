import math
import random
from pathlib import Path

import pytest
import yaml
from learn.spinners import HABITS, LEXICON, sample_pairs, write_lexicon, write_samples

from pipelines.errors import ConfigError, InputError
from pipelines.learn.learn import learn_profile
from pipelines.lexicon.learned import read_learned
from pipelines.spinners.profile import load_profile
from pipelines.spinners.spinner import load_spinner

ROWS = sample_pairs(60)


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    folder = tmp_path_factory.mktemp("learned")
    pairs = write_samples(folder / "pairs.jsonl", ROWS)
    return learn_profile(pairs, "mine", folder=folder, lexicon=write_lexicon(folder))


def table_of(learned):
    table = read_learned([learned.table])
    units = table.units.to_pylist()
    counts = dict(zip(units, zip(table.seen.tolist(), table.swapped.tolist(), strict=True), strict=True))
    return counts, {
        (units[unit], candidate)
        for unit, candidate in zip(table.unit.tolist(), table.candidate.to_pylist(), strict=True)
    }


def test_the_table_has_the_swaps_of_the_spinner(learned):
    _, swaps = table_of(learned)
    made = " ".join(row["spun"] for row in ROWS)
    truth = {(unit, word) for unit, (_, candidates) in HABITS.items() for word in candidates if word in made}
    assert swaps == truth


def test_each_unit_is_swapped_with_its_frequency(learned):
    counts, _ = table_of(learned)
    for unit, (chance, _) in HABITS.items():
        if unit in counts and counts[unit][0] >= 5:
            seen, swapped = counts[unit]
            assert abs(swapped / seen - chance) < 3 * math.sqrt(chance * (1 - chance) / seen) + 1e-9, unit
    assert counts["museum"][0] > 0
    assert counts["museum"][1] == 0


def test_the_rate_is_the_samples_rate(learned):
    words = sum(len(row["original"].split()) for row in ROWS)
    rate = learned.lesson.habits["rate"]
    assert rate.low < rate.value < rate.high
    swapped = sum(count * len(unit.split()) for unit, (_, count) in table_of(learned)[0].items())
    assert rate.value == pytest.approx(swapped / words, rel=0.02)


def test_the_profile_loads_and_spins_like_the_spinner(learned):
    profile = load_profile(str(learned.profile))
    assert profile.name == "mine"
    assert profile.learned == (str(learned.table),)
    assert profile.rate == round(learned.lesson.habits["rate"].value, 3)
    spinner = load_spinner(str(learned.profile))
    assert "authorities" in spinner.lexicon.texts.to_pylist()
    generated = learned.lesson.generated
    assert generated["rate"].value == pytest.approx(learned.lesson.habits["rate"].value, abs=0.02)
    assert generated["length"].value == pytest.approx(learned.lesson.habits["length"].value, abs=0.1)


def test_recall_of_held_out_swaps_is_higher_than_with_the_lexicon_alone(learned):
    recall = learned.lesson.recall
    assert recall.learned[0] > 0.95
    assert recall.lexicon[0] < 0.95
    known = sum(candidate in LEXICON.get(unit, ()) for unit, (_, own) in HABITS.items() for candidate in own)
    assert known > 5


def test_the_report_has_no_sentence_of_the_samples(learned):
    report = learned.report.read_text()
    assert "60 pairs" in report
    assert "| council | authorities |" in report
    grams = {tuple(words[i : i + 5]) for row in ROWS for words in [row["original"].split()] for i in range(len(words))}
    written = (report + learned.table.read_text() + learned.profile.read_text()).split()
    assert not any(tuple(written[i : i + 5]) in grams for i in range(len(written)))


def test_same_pairs_in_another_order_give_the_same_bytes(learned, tmp_path):
    rows = [{"id": number} | row for number, row in enumerate(ROWS)]
    random.Random(1).shuffle(rows)  # noqa: S311
    pairs = write_samples(tmp_path / "other.jsonl", rows)
    lexicon = yaml.safe_load(learned.profile.read_text())["lexicon"]
    again = learn_profile(pairs, "mine", folder=tmp_path, lexicon=lexicon)
    for name in ("profile", "table", "report"):
        assert getattr(again, name).read_bytes() == getattr(learned, name).read_bytes(), name


@pytest.mark.parametrize("name", ["My Spinner", "../mine", ""])
def test_an_invalid_name_is_rejected(tmp_path, name):
    with pytest.raises(ConfigError, match="expected a name of a-z"):
        learn_profile("nothing.jsonl", name, folder=tmp_path)


def test_a_taken_name_is_rejected_at_once_unless_forced(tmp_path):
    (tmp_path / "mine.tsv").write_text("old")
    with pytest.raises(ConfigError, match=r"mine\.tsv.*--force"):
        learn_profile("nothing.jsonl", "mine", folder=tmp_path)
    pairs = write_samples(tmp_path / "pairs.jsonl", ROWS[:30])
    learn_profile(pairs, "mine", folder=tmp_path, lexicon=write_lexicon(tmp_path), force=True)
    assert (tmp_path / "mine.tsv").read_text() != "old"


def test_a_name_that_another_command_takes_meanwhile_is_not_replaced(tmp_path):
    pairs = write_samples(tmp_path / "pairs.jsonl", ROWS[:30])
    with pytest.raises(ConfigError, match=r"mine\.yaml.*--force"):
        learn_profile(
            pairs,
            "mine",
            folder=tmp_path,
            lexicon=write_lexicon(tmp_path),
            say=lambda _: (tmp_path / "mine.yaml").write_text("of another one"),
        )
    assert (tmp_path / "mine.yaml").read_text() == "of another one"
    assert not (tmp_path / "mine.tsv").exists()


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder without configs to work in, and a $SPINDLE_HOME with the profile `own`."""
    (tmp_path / "home/configs/profiles").mkdir(parents=True)
    (tmp_path / "home/configs/profiles/own.yaml").write_text("{imitates: x, rate: 0.1}")
    (tmp_path / "here/configs").mkdir(parents=True)
    monkeypatch.setenv("SPINDLE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


@pytest.mark.parametrize("folder", [None, Path("configs/profiles")])
@pytest.mark.parametrize(("name", "said"), [("autoblog", "comes with Spindle"), ("own", "is yours")])
def test_a_name_that_is_found_elsewhere_is_rejected_at_once(elsewhere, name, folder, said):
    with pytest.raises(ConfigError, match=f"expected a name that is free, but {name} is in use.*{said}.*--force"):
        learn_profile("nothing.jsonl", name, folder=folder)
    assert not list(elsewhere.rglob("*.yaml"))


def test_the_name_of_a_table_that_is_found_elsewhere_is_taken_too(elsewhere):
    tables = elsewhere.parent / "home/configs/lexicons/learned"
    tables.mkdir(parents=True)
    (tables / "table.tsv").touch()
    with pytest.raises(ConfigError, match="table is in use"):
        learn_profile("nothing.jsonl", "table")


def test_a_name_that_is_found_elsewhere_is_taken_if_forced_or_in_a_folder_that_no_name_finds(elsewhere):
    pairs = write_samples(elsewhere / "pairs.jsonl", ROWS[:30])
    lexicon = write_lexicon(elsewhere)
    learn_profile(pairs, "autoblog", folder=Path("mine"), lexicon=lexicon)
    learned = learn_profile(pairs, "autoblog", lexicon=lexicon, force=True)
    assert load_profile("autoblog") == load_profile(str(learned.profile))


def test_too_few_pairs_leave_no_files(tmp_path):
    pairs = write_samples(tmp_path / "pairs.jsonl", [*ROWS[:12], {"original": "same", "spun": "same"}])
    with pytest.raises(InputError, match=r"got 12 of 13 \(skipped: identical 1\)"):
        learn_profile(pairs, "mine", folder=tmp_path / "out", lexicon=write_lexicon(tmp_path))
    assert not [path for path in (tmp_path / "out").iterdir() if path.is_file()]


def test_a_profile_that_swaps_nothing_in_its_samples_is_refused(tmp_path):
    loud = [{name: text.upper() for name, text in row.items()} for row in ROWS]
    pairs = write_samples(tmp_path / "pairs.jsonl", loud)
    with pytest.raises(InputError, match=r"the one learned swaps none.*ALL CAPS.*sentence case"):
        learn_profile(pairs, "loud", folder=tmp_path / "new", lexicon=write_lexicon(tmp_path))
    assert not list((tmp_path / "new").iterdir())

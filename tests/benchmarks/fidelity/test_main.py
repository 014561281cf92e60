import json
import subprocess
import sys
from pathlib import Path

import pytest
from fidelity.baselines import find_baselines
from fidelity.learning import mix, read_profile
from fidelity.samples import Row
from fidelity.study import Study, imitated, shipped, slug

from pipelines.spinners.profile import load_profile
from pipelines.spinners.spinner import load_spinner

FOLDER = Path(__file__).parents[3] / "benchmarks" / "fidelity"
PAIRS = [
    (
        f"The big dog number {i} ran to the old house with a good friend.",
        f"The huge dog number {i} ran to the antique house with an excellent friend.",
    )
    for i in range(30)
]


def run(*arguments):
    command = [sys.executable, str(FOLDER), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=FOLDER.parents[1])


def write_pairs(path):
    path.write_text("".join(json.dumps({"original": a, "spun": b}) + "\n" for a, b in PAIRS))
    return path


@pytest.mark.slow
def test_without_samples_it_says_what_is_missing(tmp_path):
    done = run("--pairs", tmp_path / "none.jsonl")
    assert (done.returncode, "none.jsonl" in done.stderr, "--pairs" in done.stderr) == (3, True, True)


@pytest.mark.slow
def test_an_unknown_profile_is_wrong_use(tmp_path):
    done = run("--pairs", write_pairs(tmp_path / "pairs.jsonl"), "--profile", "lite")
    assert (done.returncode, "light" in done.stderr) == (2, True)


@pytest.mark.slow
def test_own_pairs_are_measured_and_nothing_of_the_project_is_written(tmp_path):
    pairs, output = write_pairs(tmp_path / "pairs.jsonl"), tmp_path / "out.md"
    done = run(
        "--pairs", pairs, "--profile", "light", "--sentences", 400, "--seeds", 1, "--processes", 1, "--output", output
    )
    assert done.returncode == 0, done.stderr
    text = output.read_text()
    assert ("Recall of real swaps" in text, "Transfer to real pairs" in text, "The seed" in text) == (True, True, False)
    assert "learned, cross-validated | one family | 90 |" in text
    assert "antique" not in text
    assert str(tmp_path) not in text


def study(tmp_path, families=("a", "b")):
    rows = [Row(*pair, family) for family in families for pair in PAIRS]
    return Study(rows, tmp_path, print)


@pytest.mark.slow
def test_a_fold_is_learned_without_its_rows(tmp_path):
    one = study(tmp_path)
    learned = Path(one.learned("a", but_fold=2))
    kept = {json.loads(line)["original"] for line in (tmp_path / "a_2.jsonl").read_text().splitlines()}
    held_out = {row.original for row in one.take(one.where(family="a", fold=2))}
    assert held_out
    assert not kept & held_out
    assert len(kept) == len(PAIRS) - len(held_out)
    assert load_profile(str(learned)).learned


@pytest.mark.slow
def test_a_mixture_leaves_out_the_family_and_its_hand_list(tmp_path):
    path = mix([study(tmp_path).learned("a")], "mixed", tmp_path, without=["withinside"])
    profile, table = load_profile(path), str(tmp_path / "a_all.tsv")
    assert profile.learned == (table,)
    assert profile.origins["withinside"] == 0
    assert "withinside" not in profile.mixture.origins
    assert set(profile.mixture.habits) == {"lexicon", "even", "function_words", table}
    assert sum(profile.mixture.habits.values()) == sum(load_profile("mixture").mixture.habits.values())
    assert load_spinner(path).lexicon.n_texts > 0


def test_families_with_few_rows_are_not_learned(tmp_path):
    rows = [*study(tmp_path).rows, *(Row(*pair, "c") for pair in PAIRS[:9])]
    assert Study(rows, tmp_path, print).learnable == ["a", "b"]


def test_names():
    assert (slug("F3-withinside"), slug("?")) == ("f3_withinside", "family")
    assert imitated("withinside") == "F3-withinside"
    assert imitated("light") is None
    assert ("light" in shipped(), "synonym_aug" in shipped(), shipped(["light"])) == (True, False, ["light"])


@pytest.mark.slow
def test_baselines_are_profiles_or_say_what_is_missing(tmp_path):
    found = find_baselines(tmp_path)
    assert read_profile(found["nlpaug ReservedAug (Moby)"])["engine"] == "nlpaug"
    other = found["nlpaug SynonymAug (WordNet)"]
    assert other == "synonym_aug" or other.startswith("not measured: ")

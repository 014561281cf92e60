"""spindle diff: the differences between two releases, on the screen and as JSON."""

import io
import json
import re
from pathlib import Path

import pytest
from cli.commands import error_of, spindle
from probed import make_figures
from release.by_hand import make_pair, write_release
from rich.console import Console

from pipelines.cli.changes import _count_table, print_comparison, scores_line
from pipelines.quality.corpus.probe_figures import find_row, summarise_probe
from pipelines.release.comparison.changes import RowChanges
from pipelines.release.comparison.compare import compare_pairs

SPLITS = ("train", "train", "validation", "test", "test_unseen")
CONFIG = {"spin_articles": {"rate": None, "profiles": {"autoblog": 1.0}}, "seed": 1}


def rows(n=50, spin=0, **columns):
    return [make_pair(number, split=SPLITS[number % 5], spin=spin, **columns) for number in range(n)]


def results(**counts):
    top = [{"swap": swap.replace("_", " → "), "count": count} for swap, count in counts.items()]
    edits = {"n_edits": sum(counts.values()) + 900, "n_other_swaps": 900, "top_swaps": top}
    return {"statistics": {"edits": edits}}


@pytest.fixture
def before(tmp_path):
    return write_release(tmp_path, rows(), config=CONFIG, code="a", results=results(council_board=60, new_fresh=40))


def truncate(path):
    path.write_bytes(path.read_bytes()[:4])


def write_after(folder, found, **options):
    options = {"config": CONFIG, "code": "a", "results": results(council_board=60, new_fresh=40)} | options
    return write_release(folder, found, number=2, **options)


def diff(*arguments, **options):
    result = spindle("diff", *arguments, **options)
    assert result.exit_code == 0, (result.stdout, result.stderr)
    return result.stdout


def test_equal_releases_are_identical(before, tmp_path):
    shown = diff(before.path, tmp_path)
    assert "pairs     50, identical in both" in shown
    assert "scores    comparable: validation, test and test_unseen are identical in both" in shown
    assert "moved   0 to another split" in shown
    assert len(shown.splitlines()) < 15


def test_figures_of_trained_models_are_compared(tmp_path):
    figures = [make_figures(), make_figures()]
    find_row(figures[1], "test", "sentence")["auroc"] = 0.94
    releases = [
        write_release(tmp_path, rows(), number=number, probe=summarise_probe(found))
        for number, found in enumerate(figures, start=1)
    ]
    shown = diff(releases[0].path, releases[1].path)
    title, *lines = shown.partition("figures of the models")[2].splitlines()
    assert (title, lines) == (" trained on each", ["  detection.test.sentence.auroc: 0.96 → 0.94"])


def test_a_grown_release_is_counted_by_split_profile_and_source(before, tmp_path):
    new = [make_pair(100 + number, profile="light", source="Post") for number in range(3)]
    shown = diff(before.path, write_after(tmp_path, [*rows(), *new]).path)
    assert "pairs        50 → 53" in shown
    assert "  added      3\n" in shown
    assert "  unchanged  50" in shown
    assert "articles     50 → 53: 3 added, 0 removed" in shown
    assert re.search(r"^train +20 +23 +3 +0 +0 *$", shown, re.MULTILINE)
    assert re.search(r"^light +0 +3 +3 +0 +0 *$", shown, re.MULTILINE)
    assert re.search(r"^Post +0 +3 +3 +0 +0 *$", shown, re.MULTILINE)
    assert re.search(r"^light train +no pairs +.*%\)$", shown, re.MULTILINE)
    assert "comparable: validation, test and test_unseen are identical in both" in shown


def test_moved_articles_are_a_warning(before, tmp_path):
    moved = [*rows()[:-1], make_pair(49, split="train")]
    shown = diff(before.path, write_after(tmp_path, moved).path)
    assert "MOVED 1 articles to another split (test_unseen → train 1)" in shown
    assert "1 in another split" in shown
    assert "scores       comparable on validation and test; not on test_unseen, which differs" in shown
    assert "0 to another split" not in shown
    assert "\x1b[1;31mMOVED" in diff(before.path, tmp_path, env={"FORCE_COLOR": "1", "COLUMNS": "90"})


def test_settings_code_and_swaps_that_differ_are_listed(before, tmp_path):
    config = {"spin_articles": {"rate": 0.3, "profiles": {"autoblog": 1.0}}, "seed": 1}
    after = write_after(tmp_path, rows(spin=2), config=config, code="b", results=results(council_board=90, to_into=10))
    shown = diff(before.path, after.path)
    assert "  spin_articles.rate: null → 0.3\n" in shown
    assert "  code: another version\n" in shown
    assert re.search(r"^council → board +60\.0 +90\.0 *$", shown, re.MULTILINE)
    assert re.search(r"^new → fresh +40\.0 +< 10\.0 *$", shown, re.MULTILINE)
    assert "50 with another spun text" in shown


def test_examples_are_both_pairs_with_their_edits(before, tmp_path):
    after = write_after(tmp_path, rows(spin=1))
    shown = diff(before.path, after.path, "--examples", 2)
    assert shown.count("[-council-]{+authorities+}") == shown.count("[-council-]{+assembly+}") == 2
    coloured = diff(before.path, after.path, "--examples", 1, env={"FORCE_COLOR": "1", "COLUMNS": "90"})
    assert "\x1b[9;31m[-council-]" in coloured


def test_json_has_all_figures(before, tmp_path):
    after = write_after(tmp_path, [*rows(spin=1)[:10], *rows()[10:]])
    found = json.loads(diff(before.path, after.path, "--examples", 1, "--json"))
    assert (found["before"]["version"], found["after"]["version"]) == (before.version, after.version)
    assert found["identical"] is False
    assert found["pairs"] == {"before": 50, "after": 50, "added": 0, "removed": 0, "changed": 10}
    assert found["reasons"] == {"spun": 10}
    assert found["splits"]["test"]["changed"] == 2
    assert found["articles"]["moved"] == []
    (example,) = found["examples"]
    assert example["reason"] == "spun"
    assert example["before"]["spun"] != example["after"]["spun"]
    assert {"asked", "achieved", "pairs", "words", "swaps"} == set(found["rates"][0]["after"])


@pytest.mark.parametrize(
    "names", [["Wire"], [f"A publication with a long name, number {number}" for number in range(30)]]
)
def test_tables_fit_into_80_columns(tmp_path, names):
    old = write_release(tmp_path, [row | {"source": names[0]} for row in rows()])
    changed = [row | {"source": names[number % len(names)]} for number, row in enumerate(rows(spin=1))]
    comparison, _ = compare_pairs(old, write_after(tmp_path, changed))
    console = Console(width=80, record=True, file=io.StringIO(), highlight=False, markup=False)
    print_comparison(console, comparison)
    text = console.export_text()
    assert max(map(len, text.splitlines())) <= 80
    if len(names) > 1:
        assert "22 others" in text


def test_tables_of_millions_fit_into_80_columns():
    counts = {"a publication with a long name": RowChanges(*[1_234_567] * 5), "": RowChanges(1)}
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(_count_table("source", counts))
    lines = [line.rstrip() for line in console.export_text().splitlines()]
    assert max(map(len, lines)) <= 80
    assert lines[1].split("…")[1].split() == ["1,234,567"] * 5
    assert lines[2].startswith("(none)")


def test_names_cannot_control_the_terminal(before, tmp_path):
    after = write_after(tmp_path, [*rows(), make_pair(99, source="red \x1b[31malert\n")])
    shown = diff(before.path, after.path)
    assert "\x1b" not in shown
    assert "red ␛[31malert␊" in shown


def test_scores_need_a_held_out_split():
    assert scores_line({"train": RowChanges(1, 1)}) == "not comparable: no release has a held-out split"
    assert scores_line({"test": RowChanges(1, 2, 1)}) == "not comparable on test, which differs"


@pytest.mark.parametrize("place", [0, 1])
def test_wrong_use_and_damage_have_their_exit_codes(before, tmp_path, place):
    def error(path, code):
        arguments = [before.path, before.path]
        arguments[place] = path
        return error_of(spindle("diff", *arguments), code)

    (tmp_path / "file").write_text("news")
    (tmp_path / "empty").mkdir()
    assert "it is a file" in error(tmp_path / "file", 2)
    assert "expected the folder of a release" in error(tmp_path / "empty", 2)
    assert "nowhere" in error(tmp_path / "nowhere", 3)
    damaged = write_release(tmp_path, rows(spin=1), number=3)
    path = next(damaged.folder.glob("data/*/*.parquet"))
    path.write_bytes(b"PAR1")
    assert path.name in error(damaged.path, 3)
    assert "spindle verify" in error(damaged.path, 3)
    (damaged.folder / "manifest.json").write_text("{")
    assert "manifest.json" in error(damaged.path, 3)


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize(("harm", "named"), [(Path.unlink, "is missing"), (truncate, "has 4 bytes, not ")])
def test_files_that_are_not_read_are_looked_for(tmp_path, place, harm, named):
    """Digests stand for data files, and a file of both releases is read once."""
    releases = [write_release(tmp_path, rows(), number=number, digests=True) for number in (1, 2)]
    assert "pairs     50, identical in both" in diff(*(release.path for release in releases))
    file = next(releases[place].folder.glob("data/test/*.parquet"))
    harm(file)
    message = error_of(spindle("diff", *(release.path for release in releases)), 3)
    assert f"{releases[place].path} to be as it was published, but data/test/{file.name} {named}" in message
    assert "`spindle verify` reports every fault of its release; copy" in message

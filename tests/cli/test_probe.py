"""spindle probe; tests/probe has the figures."""

import json

import pytest
from cli.commands import error_of, spindle
from memory_store import use_memory
from probe.planted import PlantedDetector
from published import publish
from rich.console import Console

from pipelines.cli.probe import show_progress
from pipelines.cli.probe_tables import print_figures, say_figures


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


def make_figures():
    measured = {"n_clean": 900, "n_spun": 900, "auroc": 0.97, "tpr_1pct": 0.71, "tpr_5pct": 0.88}
    measured |= {"calibration_error": 0.03}
    detection = [
        {"split": split, "granularity": granularity, "model": model} | measured
        for split in ("validation", "test", "test_unseen")
        for granularity in ("article", "paragraph", "sentence")
        for model in ("detector", "words")
    ]
    detection[-2] |= {"tpr_1pct": 0.43}
    detection[-1] |= {"auroc": 0.55}
    interval = {f"{name}_interval": [0.95, 0.99] for name in ("auroc", "tpr_1pct", "tpr_5pct")}
    real = {"file": "mine.jsonl", "granularity": "article", "clean": "release", "paired": None} | measured | interval
    few = dict.fromkeys(("auroc", "tpr_1pct", "tpr_5pct", *interval))
    by = {"by": "profile", "value": "autoblog", "n": 340, "auroc": 0.98, "tpr_1pct": 0.8, "f1": 0.79}
    return {
        "format": 1,
        "trained_on": {"pairs": 10295, "words": 2000000, "seed": 7},
        "detection": detection,
        "tagging": [{"split": "test", "n_words": 50000, "precision": 0.81, "recall": 0.8, "f1": 0.805}],
        "restoration": [{"split": "test", "n_edits": 4000, "candidates": 0.84, "first": 0.41, "first_five": 0.66}],
        "breakdown": [
            by | {"split": "test"},
            by | {"split": "test_unseen", "auroc": 0.91},
            by | {"split": "test", "by": "source", "value": "unknown", "f1": None},
            by | {"split": "test", "by": "source", "value": "a source with a name of forty characters", "n": 12345},
            by | {"split": "test_unseen", "by": "source", "value": "a source with a name of forty characters"},
        ],
        "real": [real | {"family": None}, real | few | {"family": "a family with a name of forty characters or so"}],
    }


def show(figures, width=80):
    console = Console(record=True, width=width, file=open("/dev/null", "w"), highlight=False)  # noqa: PTH123, SIM115
    print_figures(console, figures, "A detector trained on this release")
    return console.export_text()


def test_the_first_lines_say_what_the_figures_mean():
    found = "finds 71 % of the spun sentences of test at 1 % false alarms, 43 % where the replacement words are new"
    assert say_figures(make_figures(), "A detector") == [
        f"A detector {found} (test_unseen).",
        "A model of words alone has an AUROC of .970 on test and .550 on test_unseen; .5 is guessing.",
    ]
    few = make_figures()
    for row in few["detection"]:
        row["tpr_1pct"] = None
    assert "88 % of the spun sentences of test at 5 % false alarms, 88 % where" in say_figures(few, "It")[0]
    few["detection"] = []
    assert say_figures(few, "It") == ["The split test has too few sentences to measure how many it finds."]
    assert say_figures({"note": "Not trained: no."}, "It") == ["Not trained: no."]


def test_tables_fit_into_80_columns():
    text = show(make_figures())
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text
    rows = [line.split() for line in text.splitlines()]
    assert ["test", "sentence", "1,800", ".970", "71", "%", "88", "%", ".030", ".970"] in rows
    assert ["test", "50,000", ".810", ".800", ".805"] in rows
    assert ["test", "4,000", "84", "%", "41", "%", "66", "%"] in rows
    assert ["profile", "autoblog", "340", ".980", "80", "%", ".790", ".910", "80", "%", ".790"] in rows
    assert ["source", "no", "source", "340", ".980", "80", "%", "-", "-", "-", "-"] in rows
    assert ["mine.jsonl", "900", "900*", ".970", ".950-.990", "71", "%", "95-99", "-"] in rows
    assert "*: clean texts of the release" in text


def test_a_small_release_says_why_it_has_no_figures(release, tmp_path):
    result = spindle("probe", release.folder.parent, "--out", tmp_path / "sub" / "probe.json")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("Not trained: expected at least 40 groups of articles in train, got ")
    assert f"release  tiny {release.version}" in result.stdout
    assert f"figures  {tmp_path}/sub/probe.json" in result.stdout
    assert "sampling pairs" in result.stderr
    figures = json.loads((tmp_path / "sub" / "probe.json").read_text())
    assert figures["trained_on"]["seed"] == release.seed
    assert json.loads(spindle("probe", release.path, "--json").stdout) == figures


def test_a_model_and_real_samples(release, tmp_path, monkeypatch):
    (tmp_path / "model.npz").write_bytes(b"a model")
    loaded = []
    monkeypatch.setattr("pipelines.cli.probe.load_model", lambda file: loaded.append(file.place) or PlantedDetector())
    (tmp_path / "mine.jsonl").write_text('{"original": "a", "spun": "b"}\n' * 6)
    options = ("--model", tmp_path / "model.npz", "--real", tmp_path / "mine.jsonl")
    result = spindle("probe", release.path, *options)
    assert result.exit_code == 0, result.stderr
    assert loaded == [tmp_path / "model.npz"]
    assert "mine.jsonl" in result.stdout
    figures = json.loads(spindle("probe", release.path, *options, "--json").stdout)
    assert [(row["file"], row["n_spun"], row["clean"]) for row in figures["real"]] == [("mine.jsonl", 6, "own")]
    assert "note" not in figures


def test_a_release_and_real_samples_in_a_store(release, tmp_path, monkeypatch):
    store = use_memory(monkeypatch)["s3://memory"]
    monkeypatch.setenv("SPINDLE_CACHE", str(tmp_path / "cache"))
    for path in release.folder.rglob("*"):
        if path.is_file():
            store.put(f"news/{release.version}/{path.relative_to(release.folder)}", path)
    store.put("mine.csv", b"original,spun\na,b\n")
    (tmp_path / "mine.csv").write_text("original,spun\na,b\n")
    local = spindle("probe", release.path, "--real", tmp_path / "mine.csv", "--json")
    remote = spindle(
        "probe", "s3://memory/news", "--real", "s3://memory/mine.csv", "--json", "--out", "s3://memory/p.json"
    )
    assert remote.exit_code == 0, remote.stderr
    assert remote.stdout == local.stdout
    assert json.loads(store.get("p.json")[0]) == json.loads(local.stdout)


def test_wrong_use_and_faulty_files(release, tmp_path):
    assert "expected a folder at" in error_of(spindle("probe", tmp_path / "none"), 3)
    assert "expected a file at" in error_of(spindle("probe", release.path, "--real", tmp_path / "none.jsonl"), 3)
    (tmp_path / "bad.jsonl").write_text('{"text": "a", "label": "x"}\n')
    assert "line 1 of bad.jsonl" in error_of(spindle("probe", release.path, "--real", tmp_path / "bad.jsonl"), 3)
    assert "expected a model at" in error_of(spindle("probe", release.path, "--model", tmp_path / "none.npz"), 2)
    other = error_of(spindle("probe", release.path, "--model", tmp_path / "bad.jsonl"), 2)
    assert "bad.jsonl: expected a model of `spindle train`, got another file" in other
    (tmp_path / "cut.npz").write_bytes(b"PK\x03\x04")
    assert "it is damaged" in error_of(spindle("probe", release.path, "--model", tmp_path / "cut.npz"), 3)
    out = tmp_path / "bad.jsonl" / "probe.json"
    assert f"expected to write to {out}, but" in error_of(spindle("probe", release.path, "--out", out), 3)


def test_a_terminal_shows_the_progress():
    console = Console(force_terminal=True, record=True, width=80)
    with show_progress(console) as tell:
        tell("scoring the splits", 0.7)
    assert "scoring the splits" in console.export_text()

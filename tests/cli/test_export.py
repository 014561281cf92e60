"""spindle export; tests/training has every format and the odd cases."""

import json

import pytest
from cli.commands import error_of, spindle
from published import publish, replace_file


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


def test_export_reports_the_file_of_each_split(release, tmp_path):
    result = spindle("export", release.folder.parent, "--as", "conll", "--output", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert f"release     tiny {release.version} as conll" in result.stdout
    assert f"train       2 pairs in {tmp_path}/out/train.conll" in result.stdout
    assert (tmp_path / "out" / "train.conll").read_text().startswith("The\tO\nauthorities\tB-SWAP\n")


def test_sentences_and_json(release, tmp_path):
    options = ("--as", "classification", "--granularity", "sentence", "-o", tmp_path / "out")
    found = json.loads(spindle("export", release.path, *options, "--json").stdout)
    assert (found["dataset"], found["format"], found["version"]) == ("tiny", "classification", release.version)
    assert {each["split"]: each["pairs"] for each in found["files"]} == release.splits
    for each in found["files"]:
        path = tmp_path / "out" / each["file"]
        assert path.stat().st_size == each["bytes"]
        assert {json.loads(line)["label"] for line in path.read_text().splitlines()} == {0, 1}


def test_wrong_use_and_a_damaged_release(release, tmp_path):
    out = tmp_path / "out"
    assert "got 'xml'" in error_of(spindle("export", release.path, "--as", "xml", "-o", out), 2)
    assert "got 'word'" in error_of(
        spindle("export", release.path, "--as", "classification", "--granularity", "word", "-o", out), 2
    )
    assert "expected a folder at" in error_of(spindle("export", tmp_path / "none", "--as", "csv", "-o", out), 3)
    assert not out.exists()
    (tmp_path / "mine").write_text("x")
    assert "choose another --output" in error_of(spindle("export", release.path, "--as", "csv", "-o", tmp_path), 2)
    damaged = publish(tmp_path / "damaged", parts=1)
    replace_file(next(damaged.folder.glob("data/train/*.parquet")), b"PAR1")
    assert "`spindle verify`" in error_of(spindle("export", damaged.path, "--as", "csv", "-o", out), 3)
    assert not (out / "train.csv").exists()


def test_a_terminal_shows_the_progress(release):
    from rich.console import Console

    from pipelines.cli.export import show_export

    console = Console(force_terminal=True, record=True, width=80)
    with show_export(console, release) as tell:
        tell("train", 1)
    assert "train" in console.export_text()

"""spindle detect: texts, and rows; tests/scoring has the odd cases of rows."""

import json

import pyarrow.parquet as pq
import pytest
from cli.commands import error_of, spindle
from planted_model import list_model, planted, real_model  # noqa: F401 - fixtures
from published import publish
from scoring.rows import make_rows, read_lines, write_lines, write_parquet
from typer.main import get_command

from pipelines.cli.app import app
from pipelines.scoring.read import FEW_WORDS

TEXT = "The council met.\n\nA newzz bridge zurzz 📈."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_is_scored_and_marked(article, planted):  # noqa: F811
    result = spindle("detect", article, "--model", planted)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"{article}: may be spun"
    assert lines[1] == "score 0.50. Of 100 clean texts, up to 5 score this high."
    assert lines[2] == "A text looks spun from 0.60 on: 1 % of clean texts reach that."
    assert lines[3] == "1 of 2 sentences look spun (**), and 2 spans look swapped."
    assert "only 7 words: below 50" in lines[4]
    assert lines[-3:] == ["0.10    The council met.", "", "0.90 ** A {+newzz+} bridge {+zurzz+} 📈."]


def test_texts_stdin_and_files_in_any_number(article, planted):  # noqa: F811
    result = spindle("detect", "It zz.", "-", article, "-m", planted, "--json", input="Plain words.")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["name"] for row in rows] == ["", "stdin", str(article)]
    assert [row["verdict"] for row in rows] == ["looks spun", "does not look spun", "may be spun"]
    for row, text in zip(rows, ("It zz.", "Plain words.", TEXT), strict=True):
        assert 0 <= row["score"] <= 1
        assert row["thresholds"]["text_1pct"] == 0.6
        for span in [*row["sentences"], *row["swaps"]]:
            assert text[span["start"] : span["end"]] == span["text"]
    assert (
        spindle("detect", "-m", planted, "--json", input="Plain words.").stdout_bytes
        == (result.stdout.splitlines()[1] + "\n").encode()
    )


def test_a_release_is_a_model(tmp_path, article, planted):  # noqa: F811
    release = publish(tmp_path / "corpora", parts=1)
    assert "has no quality/detector.npz" in error_of(spindle("detect", article, "-m", release.folder.parent), 2)
    list_model(release)
    assert spindle("detect", article, "-m", release.folder.parent).exit_code == 0


def test_wrong_models_and_unreadable_texts(tmp_path, article, planted):  # noqa: F811
    assert "expected a model at" in error_of(spindle("detect", article, "-m", tmp_path / "none"), 2)
    missing = error_of(spindle("detect", "none.txt", "-m", planted), 3)
    assert "got 'none.txt', and there is no such file" in missing
    (tmp_path / "latin").write_bytes(b"caf\xe9 zz")
    assert "iconv" in error_of(spindle("detect", tmp_path / "latin", "-m", planted), 3)
    assert "got nothing to score" in error_of(spindle("detect", "-", "-m", planted, input=" \n"), 3)
    assert "--model" in error_of(spindle("detect", article), 2)
    assert spindle("detect", "word " * 5000, "-m", planted).exit_code == 0


def test_another_file_is_no_model(article):
    assert "expected a model of `spindle train`, got" in error_of(spindle("detect", article, "-m", article), 2)


def test_an_empty_argument_is_no_text(planted):  # noqa: F811
    for argument in ("", " \n"):
        assert "expected a text to score, got an empty one" in error_of(spindle("detect", argument, "-m", planted), 3)


def test_rows_need_an_output(tmp_path, planted):  # noqa: F811
    for path in (write_parquet(tmp_path / "a.parquet"), write_lines(tmp_path / "a.jsonl.gz"), tmp_path):
        assert "holds rows: add --output" in error_of(spindle("detect", path, "-m", planted), 2)
    for options in (("--drop-spun",), ("--keep-below", 0.5), ("--column", "a"), ("--workers", 1), ("--least-words", 1)):
        assert "expected --output with" in error_of(spindle("detect", "a b", "-m", planted, *options), 2)


def test_rows_of_parquet(tmp_path, planted):  # noqa: F811
    source = write_parquet(tmp_path / "in.parquet")
    result = spindle("detect", source, "-m", planted, "-o", tmp_path / "out.parquet", "--workers", 1)
    assert result.exit_code == 0, result.stderr
    assert "rows     6, of which 6 kept" in result.stdout
    assert "no text  1 of them, kept without a score" in result.stdout
    assert pq.read_table(tmp_path / "out.parquet").num_rows == 6


def test_rows_that_look_spun_are_dropped(tmp_path, planted):  # noqa: F811
    lines = [json.dumps({"body": row["text"], "id": row["id"]}) for row in make_rows()]
    source = write_lines(tmp_path / "in.jsonl", [*lines, "{"])
    options = ("--column", "body", "--workers", 1)
    spun = ("--drop-spun", "--least-words", 5)
    for drop, kept in (spun, [0, 2, 3, 4, 5]), (("--keep-below", 0.2), [0, 2, 3, 5]):
        result = spindle("detect", source, "-m", planted, "-o", tmp_path / "out.jsonl", *options, *drop)
        assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == kept, result.stderr
        assert "left out  1 of them, which are not JSON objects in UTF-8: in.jsonl line 7" in result.stdout
        assert f"dropped   {6 - len(kept)} of them, with too high a score" in result.stdout


def test_rows_of_few_words_are_kept_and_counted(tmp_path, planted):  # noqa: F811
    texts = ["Newzz towzz.", "zz " * 49, "zz " * 50]
    source = write_lines(tmp_path / "in.jsonl", map(json.dumps, make_rows(texts)))
    options = ("detect", source, "-m", planted, "-o", tmp_path / "out.jsonl", "--workers", 1, "--drop-spun")
    for more, kept, short in (((), [0, 1], "2 of them"), (("--least-words", 3), [0], "1 of them")):
        result = spindle(*options, *more)
        assert [row["id"] for row in read_lines(tmp_path / "out.jsonl")] == kept, result.stderr
        assert f"short    {short}, kept with as high a score" in result.stdout
    assert json.loads(spindle(*options, "--json").stdout)["short"] == 2
    everything = spindle(*options, "--least-words", 0)
    assert "short" not in everything.stdout
    assert read_lines(tmp_path / "out.jsonl") == []


def test_all_cores_and_json(tmp_path, real_model):  # noqa: F811
    source = write_parquet(tmp_path / "in.parquet")
    result = spindle("detect", source, "-m", real_model, "-o", tmp_path / "out.parquet", "--json")
    found = json.loads(result.stdout)
    assert found["output"] == str(tmp_path / "out.parquet")
    assert (found["rows"], found["kept"], found["broken_at"]) == (6, 6, [])


def test_an_output_that_cannot_be_written_is_said_before_the_scoring(tmp_path, planted, monkeypatch):  # noqa: F811
    write_lines(tmp_path / "crawl.jsonl", map(json.dumps, make_rows()))
    (tmp_path / "file").touch()
    monkeypatch.setattr("pipelines.cli.scoring.score_rows", None)
    options = ["--model", planted, "--output", tmp_path / "file" / "scored.jsonl"]
    said = error_of(spindle("detect", tmp_path / "crawl.jsonl", *options), 3)
    assert f"expected to write to {tmp_path}/file/scored.jsonl" in said


def test_wrong_use_of_rows(tmp_path, planted):  # noqa: F811
    source, out = write_parquet(tmp_path / "in.parquet"), tmp_path / "out.parquet"
    assert "expected one input" in error_of(spindle("detect", source, source, "-m", planted, "-o", out), 2)
    assert "expected one input" in error_of(spindle("detect", "-m", planted, "-o", out), 2)
    assert "got stdin" in error_of(spindle("detect", "-", "-m", planted, "-o", out), 2)
    both = ("--drop-spun", "--keep-below", 0.5)
    assert "got both" in error_of(spindle("detect", source, "-m", planted, "-o", out, *both), 2)
    alone = ("--least-words", 9, "--keep-below", 0.5)
    assert "expected --drop-spun with" in error_of(spindle("detect", source, "-m", planted, "-o", out, *alone), 2)
    assert "apart from the input" in error_of(spindle("detect", source, "-m", planted, "-o", source), 2)
    assert "--column" in error_of(spindle("detect", source, "-m", planted, "-o", out, "--column", "x"), 3)
    assert not out.exists()


def test_the_help_names_the_number_of_few_words():
    (option,) = (each for each in get_command(app).commands["detect"].params if each.name == "least_words")
    assert option.help.endswith(f"; {FEW_WORDS}.")


def test_a_killed_worker_is_a_line(tmp_path, planted, monkeypatch):  # noqa: F811
    from concurrent.futures.process import BrokenProcessPool

    def fail(*_, **__):
        raise BrokenProcessPool

    monkeypatch.setattr("pipelines.cli.scoring.score_rows", fail)
    source = write_parquet(tmp_path / "in.parquet")
    result = spindle("detect", source, "-m", planted, "-o", tmp_path / "out.parquet")
    assert "fewer --workers" in error_of(result, 3)

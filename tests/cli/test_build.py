"""spindle build: what it publishes and prints, its options, and its input."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from articles import article, write_news
from cli.builds import WORDS, build
from cli.commands import error_of, spindle, write_profile

from pipelines import run
from pipelines.cli.build import rejects_lines
from pipelines.cli.spin import spin_text

pytestmark = pytest.mark.usefixtures("one_process")


def test_build_reports_the_dates_that_could_not_be_read(tmp_path):
    dates = ["now", "04/05/2019", "Fri, 05 Apr 2019 10:30 IST", "Fri, 05 Apr 2019 06:30 EDT", 1554460200.0]
    rows = [article(n) | {"published_at": dates[n % 5]} for n in range(30)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    built = build(tmp_path)
    assert built.exit_code == 0, built.stderr
    lines = dict(line.split("  ", 1) for line in built.stdout.splitlines() if "  " in line.strip())
    assert lines["dates"].strip() == "18 of 30 could not be read and are null, such as 'now' in news.jsonl line 1"
    assert "unknown_date_share is 0.6, expected at most 0.05 (audit_corpus.max_unknown_dates)" in built.stdout
    (folder,) = (tmp_path / "out" / "news").glob("2*")
    assert json.loads((folder / "quality" / "results.json").read_text())["dates"]["n_unknown"] == 18
    read = {row["published_at"] for path in folder.glob("data/*/*") for row in pq.read_table(path).to_pylist()}
    assert {moment and moment.isoformat() for moment in read} == {None, "2019-04-05T10:30:00+00:00"}


def test_build_publishes_reports_and_repeats_no_work(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 30)
    news.write_text(news.read_text() + '{"text": "Too short."}\n')
    first = build(tmp_path)
    assert first.exit_code == 0, first.stderr
    lines = dict(line.split("  ", 1) for line in first.stdout.splitlines() if "  " in line.strip())
    (version,) = (path.name for path in (tmp_path / "out" / "news").glob("2*"))
    assert lines["path"].strip() == str(tmp_path / "out" / "news" / version)
    assert f'load_dataset("{tmp_path / "out" / "news" / version}")' in lines["load it"]
    assert "31 read, 30 kept, 1 rejected (too_short 1)" in lines["articles"]
    assert list(Path(lines["rejects"].strip()).glob("*.parquet"))
    for label in ("release", "pairs", "splits", "rate", "verdict", "time"):
        assert lines[label].strip()
    assert "asked 50.0%" in first.stdout
    assert "words/s overall" in lines["time"]
    assert "nothing to compute" not in first.stdout
    assert [line.split()[0] for line in first.stderr.splitlines()] == ["split_input", *run.STAGES]

    again = build(tmp_path)
    assert again.exit_code == 0
    assert "nothing to compute" in again.stdout
    assert f"already published: release {version} has the same content" in again.stdout
    assert "1 reused" in again.stderr


def test_build_of_an_input_as_it_once_was_says_that_latest_names_another_release(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 30)
    before = news.read_text()
    assert "LATEST" not in build(tmp_path).stdout
    news.write_text(write_news(tmp_path / "more.jsonl", 40).read_text())
    assert "LATEST" not in build(tmp_path).stdout
    older, newer = sorted(path.name for path in (tmp_path / "out" / "news").glob("2*"))
    news.write_text(before)
    again = build(tmp_path)
    assert (again.exit_code, f"already published: release {older} " in again.stdout) == (0, True)
    assert f"LATEST names another release, {newer}, " in again.stdout
    assert json.loads(build(tmp_path, "--json").stdout)["latest"] == newer
    assert spindle("promote", tmp_path / "out" / "news", older).exit_code == 0
    assert "LATEST" not in build(tmp_path).stdout


@pytest.mark.parametrize("markup", ["repair", "keep"])
def test_markup_is_mended_or_never_swapped(tmp_path, markup):
    write_news(tmp_path / "news.jsonl", 30)
    rows = [json.loads(line) for line in (tmp_path / "news.jsonl").read_text().splitlines()]
    tag = '<a href="house.htm" title="council house plan">'
    rows[:9] = [row | {"text": f"{tag}The council</a> #39;s plan. {row['text']}"} for row in rows[:9]]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = build(tmp_path, "--rate", 1, "--set", f"ingest_articles.markup={markup}")
    assert result.exit_code == 0, result.stderr
    pairs = [row for file in tmp_path.glob("out/news/2*/data/*/*.parquet") for row in pq.read_table(file).to_pylist()]
    (folder,) = tmp_path.glob("out/news/2*")
    found = json.loads((folder / "quality" / "results.json").read_text())
    flagged = {check["check"] for check in found["checks"] if check["effect"] == "warning"}
    if markup == "repair":
        assert re.search("^markup +repaired in 9 articles$", result.stdout, re.MULTILINE)
        assert "markup repaired in 9" in (folder / "quality" / "report.html").read_text()
        assert (found["counts"]["markup_repaired"], "text_without_markup" in flagged) == (9, False)
        assert not any("<" in pair["clean"] or "#39" in pair["clean"] for pair in pairs)
    else:
        assert (found["counts"]["markup_repaired"], "text_without_markup" in flagged) == (0, True)
        assert sum(tag in pair["clean"] for pair in pairs) > 0
        assert all(tag in pair["spun"] for pair in pairs if tag in pair["clean"])


def test_an_article_without_id_spun_alone_has_the_same_swaps_as_in_the_corpus(tmp_path):
    rows = [{"text": article(number)["text"]} for number in range(12)]
    (tmp_path / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    profile = write_profile(tmp_path, WORDS)
    built = build(
        tmp_path, "--set", "spin_articles.variants=2", "--set", "group_duplicates.test=0", "--seed", 5, profile=profile
    )
    assert built.exit_code == 0, built.stderr
    (release,) = (tmp_path / "out" / "news").glob("2*")
    pairs = [row for file in release.glob("data/*/*.parquet") for row in pq.ParquetFile(file).read().to_pylist()]
    assert len(pairs) > 3
    for pair in pairs:
        alone = spin_text(pair["clean"] + "\n", profile=profile, rate=None, seed=5, variant=pair["variant"])
        assert alone["spun"] == pair["spun"] + "\n"
        assert alone["edits"] == pair["edits"]


def test_every_field_of_the_trigger_form_is_an_option_with_its_text():
    from typer.main import get_command

    from pipelines.cli.app import app
    from pipelines.config.form import FIELDS, describe_fields

    options = {option.name: option for option in get_command(app).commands["build"].params}
    options["input"] = options.pop("source")
    assert set(FIELDS) - {"approval"} <= set(options)  # only Airflow waits for an approval
    words = " ".join(spindle("build", "--help", env={"COLUMNS": "1000"}).stdout.split())
    for name in set(FIELDS) - {"approval", "input"}:
        assert describe_fields()[name] in words


def test_the_fields_of_the_trigger_form_are_options(tmp_path):
    write_news(tmp_path / "news.jsonl", 30)
    options = ("--profiles", "small", "--rate", 0.3, "--variants", 2, "--limit", 12, "--seed", 3, "--dataset", "mine")
    write_profile(tmp_path, WORDS)
    result = build(tmp_path, *(str(tmp_path / "small.yaml") if word == "small" else word for word in options), "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    config = json.loads((Path(found["path"]) / "manifest.json").read_text())["config"]
    assert config["spin_articles"]["profiles"] == {str(tmp_path / "small.yaml"): 1.0}
    assert (config["spin_articles"]["rate"], config["spin_articles"]["variants"]) == (0.3, 2)
    assert (config["ingest_articles"]["limit"], config["ingest_articles"]["head"]) == (12, False)
    assert (config["seed"], config["dataset"], found["dataset"]) == (3, "mine", "mine")
    assert found["counts"]["spin_articles"]["in"] == 24
    head = json.loads(build(tmp_path, "--limit", 12, "--head", "--json").stdout)
    assert json.loads((Path(head["path"]) / "manifest.json").read_text())["config"]["ingest_articles"]["head"] is True


def test_json_is_one_object_on_stdout(tmp_path):
    write_news(tmp_path / "news.jsonl", 20)
    found = json.loads(build(tmp_path, "--json").stdout)
    assert Path(found["path"], "manifest.json").is_file()
    assert found["path"].endswith(found["version"])
    assert found["verdict"].startswith("passed")
    assert found["counts"]["ingest_articles"] == {"in": 20, "kept": 20, "rejected": {}, "parts": 1}
    assert found["parts"]["spin_articles"] == {"reused": 0, "computed": 1}
    assert found["seconds"] > 0
    assert found["published"] is True
    again = json.loads(build(tmp_path, "--json").stdout)
    assert again["parts"]["spin_articles"] == {"reused": 1, "computed": 0}
    assert (again["published"], again["version"]) == (False, found["version"])
    assert again["latest"] == found["version"]


def test_the_folder_of_dropped_rows_in_a_store_is_an_address():
    part = SimpleNamespace(rejects_file="s3://bucket/news/rejects/ingest_articles/0.parquet")
    rejects = SimpleNamespace(stages={"ingest_articles": [part, part]})
    assert rejects_lines(rejects) == [("rejects", "s3://bucket/news/rejects/ingest_articles")]


def test_quiet_prints_the_path_alone(tmp_path):
    write_news(tmp_path / "news.jsonl", 20)
    result = build(tmp_path, "--quiet")
    (release,) = (tmp_path / "out" / "news").glob("2*")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{release}\n", "")
    assert json.loads(build(tmp_path, "-q", "--json").stdout)["path"] == str(release)
    (tmp_path / "news.jsonl").write_text('{"text": "Too short."}\n' * 3)
    assert "too_short 3" in error_of(build(tmp_path, "--quiet"), 1)


def test_a_build_trains_a_detector_and_scores_real_samples(tmp_path):
    write_news(tmp_path / "news.jsonl", 100)
    real = tmp_path / "real.jsonl"
    texts = [article(number)["text"] for number in range(100, 104)]
    real.write_text("".join(json.dumps({"text": text, "label": n % 2}) + "\n" for n, text in enumerate(texts)))
    options = ("--probe", 20_000, "--real", real)
    result = build(tmp_path, *options, "--json")
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    assert (made["probe"]["state"], list(made["probe"]["real"])) == ("run", ["real.jsonl"])
    assert made["parts"]["probe_corpus"] == {"reused": 0, "computed": 1}
    quality = Path(made["path"]) / "quality"
    assert json.loads((quality / "probe.json").read_text())["trained_on"]["pairs"] > 40
    assert spindle("verify", made["path"]).exit_code == 0

    again = json.loads(build(tmp_path, *options, "--json").stdout)
    assert (again["published"], again["parts"]["probe_corpus"]) == (False, {"reused": 1, "computed": 0})
    again = spindle("build", "--from-manifest", made["path"], "--workers", 1, "--json")
    assert json.loads(again.stdout)["identical"] is True
    real.unlink()  # the samples decide no data file
    again = spindle("build", "--from-manifest", made["path"], "--workers", 1, "--json")
    assert json.loads(again.stdout)["identical"] is True
    assert "real.jsonl" in error_of(build(tmp_path, *options), 3)


def test_the_input_may_come_by_stdin_and_is_called_so(tmp_path):
    lines = write_news(tmp_path / "news.jsonl", 20).read_text() + '{"text": "Too short."}\n'
    (tmp_path / "news.jsonl").unlink()
    options = ("--set", f"spin_articles.profiles=[{json.dumps(write_profile(tmp_path, WORDS))}]", "--json")
    command = ("build", "-c", "news", "-i", "-", "-o", tmp_path / "out", *options)
    assert json.loads(spindle(*command, "--dry-run", input=lines).stdout)["files"] == ["stdin"]
    result = spindle(*command, input=lines)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["counts"]["ingest_articles"]["in"] == 21
    assert json.loads((Path(found["path"]) / "manifest.json").read_text())["config"]["input"] == "stdin"
    (rejects,) = (tmp_path / "out" / "news" / "rejects" / "ingest_articles").glob("*.parquet")
    assert pq.read_table(rejects)["place"].to_pylist() == ["stdin line 21"]
    assert "stdin" not in {path.name for path in tmp_path.rglob("*")}
    again = json.loads(spindle(*command, input=lines).stdout)
    assert (again["published"], again["parts"]["ingest_articles"]["reused"]) == (False, 1)
    assert "on stdin, got nothing" in error_of(spindle(*command, input=""), 3)

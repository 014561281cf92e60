import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from articles import article, write_news
from cli.commands import error_of, spindle, write_profile

from pipelines import run
from pipelines.cli.build import plan_lines
from pipelines.cli.spin import spin_text
from pipelines.config.run import RunConfig
from pipelines.errors import StorageError
from pipelines.run import RunPlan


@pytest.fixture(autouse=True)
def one_process(monkeypatch):
    """Run the stages in threads, because processes would have to import everything first."""

    @contextmanager
    def pool(workers):
        with ThreadPoolExecutor(workers) as threads:
            yield threads

    monkeypatch.setattr(run, "start_pool", pool)


def files_below(folder):
    """Every file with its content, and every folder: what a command that writes nothing leaves as it is."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


def build(folder, *more, profile=None):
    """Build a corpus of folder/news.jsonl with the small lexicon."""
    profile = profile or write_profile(folder, WORDS)
    settings = f"spin_articles.profiles=[{json.dumps(profile)}]"
    files = ("--input", folder / "news.jsonl", "--output", folder / "out")
    return spindle("build", "--config", "news", *files, "--workers", 1, "--probe", 0, "--set", settings, *more)


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


WORDS = {
    "council": {"board": 2},
    "house": {"home": 1},
    "work": {"labour": 1},
    "year": {"season": 1},
    "plan": {"idea": 1},
}


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


def test_quiet_prints_the_path_alone(tmp_path):
    write_news(tmp_path / "news.jsonl", 20)
    result = build(tmp_path, "--quiet")
    (release,) = (tmp_path / "out" / "news").glob("2*")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{release}\n", "")
    assert json.loads(build(tmp_path, "-q", "--json").stdout)["path"] == str(release)
    (tmp_path / "news.jsonl").write_text('{"text": "Too short."}\n' * 3)
    assert "too_short 3" in error_of(build(tmp_path, "--quiet"), 1)


def plan(folder, *more):
    result = build(folder, "--dry-run", "--json", *more)
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    return found, {stage: tuple(parts.values()) for stage, parts in found["stages"].items()}


SMALL_PARTS = ("--set", "ingest_articles.part_bytes=9000")


def test_a_dry_run_says_what_would_be_computed_and_writes_nothing(tmp_path):
    write_news(tmp_path / "news.jsonl", 60)
    write_profile(tmp_path, WORDS)
    before = files_below(tmp_path)
    found, stages = plan(tmp_path, *SMALL_PARTS)
    assert files_below(tmp_path) == before
    assert (found["files"], found["rows"]) == (["news.jsonl"], 60)
    (_, n_parts, _) = stages["split_input"]
    assert n_parts > 2
    assert stages["ingest_articles"] == stages["spin_articles"] == (0, n_parts, 0)
    assert stages["group_duplicates"] == stages["audit_corpus"] == stages["publish_release"] == (0, 1, 0)
    assert stages["probe_corpus"] == (0, 1, 0)

    done = json.loads(build(tmp_path, "--json", *SMALL_PARTS).stdout)
    assert done["parts"]["ingest_articles"]["computed"] == n_parts
    before = files_below(tmp_path / "out")
    _, stages = plan(tmp_path, *SMALL_PARTS)
    assert stages["validate_pairs"] == (n_parts, 0, 0)
    assert stages["audit_corpus"] == stages["group_duplicates"] == stages["probe_corpus"] == (1, 0, 0)
    assert files_below(tmp_path / "out") == before


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


def test_a_dry_run_does_not_print_a_login():
    config = RunConfig(dataset="news", input="https://me:secret-word@post.example/a.jsonl?sig=x", output="/o", seed=1)
    shown = dict(plan_lines(RunPlan(["a.jsonl"], 3, {}), config))["input"]
    assert shown == "https://post.example/a.jsonl?...: 1 file(s), a.jsonl"


def test_a_dry_run_foresees_what_a_change_costs(tmp_path):
    write_news(tmp_path / "news.jsonl", 60)
    assert build(tmp_path, *SMALL_PARTS).exit_code == 0
    _, rate = plan(tmp_path, *SMALL_PARTS, "--rate", 0.1)
    n_parts = sum(rate["split_input"])
    assert rate["ingest_articles"] == (n_parts, 0, 0)
    assert rate["spin_articles"] == rate["validate_pairs"] == (0, n_parts, 0)
    assert rate["audit_corpus"] == rate["probe_corpus"] == (0, 1, 0)
    _, probed = plan(tmp_path, *SMALL_PARTS, "--set", "probe_corpus.min_rows=7")
    assert (probed["audit_corpus"], probed["probe_corpus"]) == ((1, 0, 0), (0, 1, 0))
    _, grouped = plan(tmp_path, *SMALL_PARTS, "--set", "group_duplicates.test=0.5")
    assert grouped["spin_articles"] == grouped["validate_pairs"] == (0, 0, n_parts)
    write_news(tmp_path / "news.jsonl", 70)
    _, grown = plan(tmp_path, *SMALL_PARTS)
    reused, new, _ = grown["ingest_articles"]
    assert grown["split_input"] == (reused, new, 0)
    assert reused == n_parts - 1
    assert grown["spin_articles"] == (0, new, reused)
    text = build(tmp_path, "--dry-run", *SMALL_PARTS).stdout
    assert f"{reused} reused, {new} to compute" in text
    assert f"{reused} that depend on the stages before" in text
    done = json.loads(build(tmp_path, "--json", *SMALL_PARTS).stdout)["parts"]
    assert done["ingest_articles"] == {"reused": reused, "computed": new}
    assert done["spin_articles"]["computed"] >= new


def test_a_dry_run_finds_wrong_settings_and_bad_input(tmp_path):
    write_news(tmp_path / "news.jsonl", 3)
    assert "'autoblog'" in error_of(build(tmp_path, "--dry-run", profile="autoblock"), 2)
    (tmp_path / "news.jsonl").write_text("\n")
    assert "at least one row" in error_of(build(tmp_path, "--dry-run"), 3)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["--set", "rate=0.1"], 2, "'spin_articles.rate'"),
        (["--profiles", "autoblock"], 2, "'autoblog'"),
        (["--rate", "1.5"], 2, "spin_articles.rate"),
        (["--variants", "0"], 2, "spin_articles.variants"),
        (["--limit", "0"], 2, "ingest_articles.limit"),
        (["--limit", "x"], 2, "--limit"),
        (["--set", "spin_articles.ratee=0.1"], 2, "'rate'"),
        (["--set", "spin_article.rate=0.1"], 2, "'spin_articles'"),
        (["--set", "spin_articles.rate=1.5"], 2, "1.5"),
        (["--set", "spin_articles.rate"], 2, "KEY=VALUE"),
        (["--set", "spin_articles.profiles=[autoblock]"], 2, "'autoblog'"),
        (["--config", "newz"], 2, "'news'"),
        (["--dataset", "No Name"], 2, "No Name"),
        (["--seed", "x"], 2, "--seed"),
        (["--workers", "0"], 2, "--workers"),
        (["--input", "no/such/news.jsonl"], 3, "no/such/news.jsonl"),
    ],
)
def test_wrong_options_and_bad_input_have_their_exit_codes(tmp_path, arguments, code, named):
    write_news(tmp_path / "news.jsonl", 1)
    defaults = {"--config": "news", "--input": tmp_path / "news.jsonl", "--output": tmp_path / "out"}
    given = [word for name, value in defaults.items() if name not in arguments for word in (name, value)]
    assert named in error_of(spindle("build", *given, *arguments), code)
    assert not list((tmp_path / "out").glob("*/2*"))


def test_an_unwritable_output_is_detected_at_once(tmp_path):
    write_news(tmp_path / "news.jsonl", 1)
    (tmp_path / "file").write_text("not a folder")
    result = spindle("build", "-c", "news", "-i", tmp_path / "news.jsonl", "-o", tmp_path / "file" / "out")
    assert str(tmp_path / "file") in error_of(result, 3)
    assert "ingest_articles" not in result.stderr


def test_a_failed_gate_is_exit_1_and_publishes_nothing(tmp_path):
    (tmp_path / "news.jsonl").write_text('{"text": "Too short."}\n' * 3)
    result = build(tmp_path)
    assert "too_short 3" in error_of_last(result, 1)
    assert not list((tmp_path / "out").glob("*/2*"))


def error_of_last(result, code):
    """Return the message of a command that failed after it had reported progress."""
    assert result.exit_code == code, (result.stdout, result.stderr)
    assert "Traceback" not in result.stderr
    return result.stderr[result.stderr.index("error: ") :]


def test_a_killed_worker_is_explained(tmp_path, monkeypatch):
    from concurrent.futures.process import BrokenProcessPool

    from pipelines.cli import build as command

    def killed(*_, **__):
        raise BrokenProcessPool

    monkeypatch.setattr(command, "build_corpus", killed)
    write_news(tmp_path / "news.jsonl", 1)
    assert "--workers" in error_of(build(tmp_path), 3)


def test_failing_storage_is_exit_3(tmp_path, monkeypatch):
    from pipelines.cli import build as command

    def full(*_, **__):
        raise StorageError("expected to write, but the disk is full")

    monkeypatch.setattr(command, "build_corpus", full)
    write_news(tmp_path / "news.jsonl", 1)
    assert "disk is full" in error_of(build(tmp_path), 3)


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


COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()", "build", "--config", "news"]
ARGUMENTS = ["--input", "news.jsonl", "--output", "out", "--workers", "2", "--set", "ingest_articles.part_bytes=9000"]


@pytest.mark.slow
def test_a_real_build_on_two_processes(tmp_path):
    write_news(tmp_path / "news.jsonl", 60)
    done = subprocess.run([*COMMAND, *ARGUMENTS], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "60 read" in done.stdout


def is_alive(group):
    """True if any process of the group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("stage", ["split_input", "ingest_articles"])
@pytest.mark.parametrize(("number", "said", "code"), [("SIGINT", "interrupted", 130), ("SIGTERM", "terminated", 143)])
def test_a_signal_ends_all_processes_and_leaves_nothing_half_written(tmp_path, stage, number, said, code):
    write_news(tmp_path / "news.jsonl", 60)
    build = subprocess.Popen(
        [*COMMAND, *ARGUMENTS], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    lines = iter(build.stderr.readline, "")
    assert any(line.startswith(stage) for line in lines)
    if number == "SIGINT":
        os.killpg(build.pid, signal.SIGINT)  # a terminal tells all processes, a scheduler the first one
    else:
        build.terminate()
    said_last = list(lines)
    assert said_last == [f"{said}: the same command goes on from what is finished\n"]
    assert build.wait(timeout=30) == code
    for _ in range(100):  # the watcher of multiprocessing goes a moment after the others
        if not is_alive(build.pid):
            break
        time.sleep(0.1)
    assert not is_alive(build.pid)
    assert not list((tmp_path / "out").rglob(".tmp-*"))
    again = subprocess.run([*COMMAND, *ARGUMENTS, "--json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    if stage == "ingest_articles":
        assert json.loads(again.stdout)["parts"]["ingest_articles"]["reused"] > 0


@pytest.mark.slow
def test_a_bucket_that_cannot_be_reached_is_an_error_in_one_line(tmp_path):
    environment = os.environ | {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
    command = [*COMMAND, "--input", "s3://no-bucket/news.jsonl", "--output", "out"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: expected to read 's3://no-bucket/news.jsonl', but ")
    assert line.endswith("check name, network and credentials")

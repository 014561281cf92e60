"""spindle build --dry-run: the parts that a build would reuse and compute, with nothing written."""

import json

import pytest
from articles import write_news
from cli.builds import WORDS, build
from cli.commands import error_of, write_profile

from pipelines.cli.build import plan_lines
from pipelines.config.run import RunConfig
from pipelines.run import RunPlan

pytestmark = pytest.mark.usefixtures("one_process")


def files_below(folder):
    """Every file with its content, and every folder: what a command that writes nothing leaves as it is."""
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


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

"""The keys of the JSON that commands print are those in docs/consuming.md."""

import json
import re
from pathlib import Path

import pytest
from articles import write_news
from cli.builds import build
from cli.commands import spindle, write_profile

PAGE = (
    (Path(__file__).parents[2] / "docs" / "consuming.md")
    .read_text(encoding="utf-8")
    .split("## Results for programs")[1]
)


def documented(command):
    """The keys in a row of the table, with those of `list` where it names them."""
    keys = re.search(rf"^\| `{command}` \| (.*) \|$", PAGE, re.MULTILINE)[1]
    without = {"pairs"} if "without `pairs`" in keys else set()
    keys = keys.partition("; `published` is false")[0]
    named = set(re.findall(r"`(\w+)`", keys)) - {"list", "show"}
    if keys.startswith("those of"):
        named |= documented(re.match("those of `(.*?)`", keys)[1])
    return named - without - ({"is_latest", "tags"} if "those of `list`" in keys else set())


@pytest.mark.parametrize("command", ["list", "show", "verify", "diff", "export", "profiles"])
def test_a_command_prints_the_keys_of_its_row(root, releases, command):
    paths = {"list": [root], "diff": [releases[0].path, releases[1].path], "profiles": []}
    given = paths.get(command, [releases[0].path])
    options = ["--as", "csv", "--output", root / "exported"] if command == "export" else []
    result = spindle(command, *given, *options, "--json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert set(found[0] if isinstance(found, list) else found) == documented(command)


@pytest.mark.parametrize(
    ("options", "command"), [pytest.param([], "build", marks=pytest.mark.slow), (["--dry-run"], "build --dry-run")]
)
def test_build_prints_the_keys_of_its_rows(tmp_path, one_process, options, command):
    write_news(tmp_path / "news.jsonl", 8)
    result = build(tmp_path, "--json", *options)
    assert result.exit_code == 0, result.stderr
    assert set(json.loads(result.stdout)) == documented(command)


def test_spin_prints_the_keys_of_its_row(tmp_path):
    result = spindle("spin", "--profile", write_profile(tmp_path), "--json", input="A new house of the council.\n")
    assert set(json.loads(result.stdout)) == documented("spin")

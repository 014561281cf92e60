"""The commands of the README, run as they stand, but with the folder of the test, and a Hub for `spindle push`."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from articles import article, write_news
from cli.commands import spindle
from hub import TOKEN, start_hub

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [line.removeprefix("$ ") for line in README.splitlines() if re.match(r"\$ (spindle|echo) ", line)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with news.jsonl, pairs.jsonl, and a release of the news as the README's commands expect it."""
    folder = tmp_path_factory.mktemp("readme")
    write_news(folder / "news.jsonl", 420)  # `spindle tune` needs 200
    (folder / "bin").mkdir()
    command = folder / "bin" / "spindle"
    command.write_text(f"#!{sys.executable}\nfrom pipelines.cli import main\nif __name__ == '__main__':\n    main()\n")
    command.chmod(0o755)
    # A release before the latest, for `promote --back`; a tag and a model, since each line may run alone.
    run(folder, "spindle build --config news --input news.jsonl --output /data/corpora --limit 60 --probe 0")
    run(folder, "spindle build --config news --input news.jsonl --output /data/corpora")
    run(folder, "spindle tag /data/corpora/news paper")
    run(folder, "spindle train /data/corpora/news --output model.npz")
    with (folder / "pairs.jsonl").open("w") as file:
        for number in range(100, 125):
            original = article(number)["text"]
            spun = spindle("spin", "--plain", "--seed", number, input=original).stdout
            file.write(json.dumps({"original": original, "spun": spun}) + "\n")
    shutil.copy(folder / "pairs.jsonl", folder / "mine.jsonl")
    with (folder / "edits.jsonl").open("w") as file:
        for number in range(100, 110):
            original = article(number)["text"]
            file.write(json.dumps({"original": original, "edited": f"{original} This was added later."}) + "\n")
    return folder


def run(folder, line, **env):
    """The result of a line of the README, with /data in this folder."""
    done = subprocess.run(
        ["bash", "-c", line.replace("/data/", f"{folder}/data/")],
        cwd=folder,
        env={"PATH": f"{folder}/bin:/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(folder), **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout[-500:]}\n{done.stderr[-1500:]}"
    return done


def test_there_are_commands():
    assert len(COMMANDS) >= 9


@pytest.mark.slow
@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_readme_runs(folder, line):
    short = {
        "prune": "prune --yes",
        "spindle tag": "spindle tag --move",  # the fixture has made the tag
        "spindle tune": "spindle tune --trials 10 --words 20000 --seeds 1",
    }
    for words, others in short.items():
        line = line.replace(words, others)
    with start_hub() as hub:
        done = run(folder, line, HF_ENDPOINT=hub.url, HF_TOKEN=TOKEN, HF_HUB_DISABLE_XET="1")
    assert done.stdout.strip() or done.stderr.strip()

"""The examples: they run as their docstrings show, and print their findings in sentences."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
WELL_KNOWN = {"datasets", "numpy", "sklearn", "tokenizers", "torch"}
MOST_LINES = 60


def run(name, *arguments, folder):
    """The output of an example, run in an empty folder and without the network."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
    environment |= {"HOME": str(folder), "HF_HOME": str(folder), "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / name), *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_is_short_and_begins_with_its_command(example):
    source = example.read_text(encoding="utf-8")
    assert len(source.splitlines()) < MOST_LINES
    command = rf"^ *python examples/{example.name} corpora/news"
    assert re.search(command, ast.get_docstring(ast.parse(source)), re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_imports_the_public_api_and_well_known_libraries_only(example):
    tree = ast.walk(ast.parse(example.read_text(encoding="utf-8")))
    names = set()
    for node in tree:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module)
    tops = {name.split(".")[0] for name in names}
    assert "spindle" in names
    assert not {name for name in names if name.startswith("spindle.")}
    assert tops <= {"spindle"} | WELL_KNOWN | set(sys.stdlib_module_names)


@pytest.mark.slow
def test_train_detector(release, tmp_path):
    said = run("train_detector.py", release, folder=tmp_path)
    assert re.search(r"Trained on [\d,]+ sentences", said)
    found = re.findall(r"On (\w+), .* in (\d+)% of cases with words alone, and in (\d+)% with Spindle's detector", said)
    assert [split for split, _, _ in found] == ["test", "test_unseen"]
    assert all(int(words) > 60 and int(own) > 60 for split, words, own in found if split == "test")


@pytest.mark.slow
def test_train_tagger(release, tmp_path):
    said = run("train_tagger.py", release, folder=tmp_path)
    found = re.findall(r"tokens of (\w+) with an F1 of (\d\.\d+); tagging every token has (\d\.\d+)", said)
    assert [split for split, _, _ in found] == ["test", "test_unseen"]
    assert all(float(f1) > float(of_all) for split, f1, of_all in found if split == "test")


@pytest.mark.slow
@pytest.mark.skipif(not find_spec("torch"), reason="torch is not installed")
def test_train_transformer(release, tmp_path):
    said = run("train_transformer.py", release, folder=tmp_path)
    found = re.findall(r"tokens of (\w+) with an F1 of (\d\.\d+)", said)
    assert [split for split, _ in found] == ["test", "test_unseen"]
    assert float(found[0][1]) > 0.3


@pytest.mark.slow
def test_clean_a_crawl(release, tmp_path):
    said = run("clean_a_crawl.py", release, folder=tmp_path)
    removed, total, n_spun, found = (
        int(number.replace(",", ""))
        for pattern in (r"Removed ([\d,]+) of ([\d,]+) texts", r"Of ([\d,]+) texts that are spun, ([\d,]+) were found")
        for number in re.search(pattern, said).groups()
    )
    kept = (tmp_path / "clean.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) == total - removed
    assert n_spun == total // 2
    assert found > n_spun / 2
    assert removed - found < n_spun / 2


@pytest.mark.slow
def test_clean_a_crawl_with_a_release_that_was_not_probed(release, tmp_path):
    shutil.copytree(release, tmp_path / "news", ignore=shutil.ignore_patterns("detector.npz", "work"))
    assert "texts that look spun" in run("clean_a_crawl.py", tmp_path / "news", folder=tmp_path)


@pytest.mark.slow
def test_clean_a_crawl_of_ones_own(release, tmp_path):
    rows = [{"text": "The council will vote on the bridge."}, {"text": "", "url": "https://news.example/2"}]
    (tmp_path / "crawl.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    said = run("clean_a_crawl.py", release, "--crawl", "crawl.jsonl", "--output", "kept.jsonl", folder=tmp_path)
    assert re.search(r"Removed \d of 2 texts that look spun", said)
    kept = [json.loads(line) for line in (tmp_path / "kept.jsonl").read_text().splitlines()]
    assert "" in [row["text"] for row in kept]

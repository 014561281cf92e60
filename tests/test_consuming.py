"""docs/consuming.md: its examples run as they stand, and its table has every column."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from published import publish

from schemas import EDIT, PAIRS

PAGE = (Path(__file__).parents[1] / "docs" / "consuming.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a dataset `news`."""
    folder = tmp_path_factory.mktemp("corpora")
    publish(folder, parts=24)  # a detector needs 20 pairs
    (folder / "tiny").rename(folder / "news")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda code: re.findall(r"import (\w+)", code)[-1])
def test_an_example_runs(folder, example, tmp_path):
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(tmp_path / "example.py")],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[1]), "HF_DATASETS_CACHE": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-1500:]


def test_there_is_an_example_for_each_library():
    assert {"spindle", "datasets", "pandas", "polars", "duckdb"} <= set(
        re.findall(r"(?:import|from) (\w+)", "".join(EXAMPLES))
    )


def test_every_column_and_field_is_explained():
    rows = "".join(line for line in PAGE.splitlines() if line.startswith("|"))
    assert set(re.findall(r"`(\w+)`", rows)) >= {field.name for field in [*PAIRS, *EDIT]}

import ast

import pytest

from pipelines.release.find import find_release
from pipelines.web.load_code import latest_loads, loads


def run(lines):
    names = {}
    exec(lines, names)  # noqa: S102 - the code that users paste
    return names["pairs"]


def test_the_loading_code_is_valid_python_and_names_the_release(release):
    lines = loads(find_release(release.folder))
    for name in ("datasets", "datasets, streaming", "pandas", "polars", "DuckDB"):
        assert release.path in lines[name]
        ast.parse(lines[name])


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("polars", lambda pairs: pairs.collect().height),
        ("pandas", len),
        ("DuckDB", lambda pairs: len(pairs.fetchall())),
    ],
)
def test_the_loading_code_reads_the_pairs(release, name, count):
    first = next(iter(release.splits))
    assert count(run(loads(release)[name])) == release.splits[first]


@pytest.mark.parametrize(
    ("name", "count"),
    [("polars", lambda pairs: pairs.collect().height), ("DuckDB", lambda pairs: len(pairs.fetchall()))],
)
def test_the_code_for_the_latest_release_follows_latest(release, name, count):
    lines = latest_loads(release)[name]
    assert release.version not in lines
    assert count(run(lines)) == next(iter(release.splits.values()))


def test_spindle_loads_the_latest_release(release):
    assert ast.parse(latest_loads(release)["spindle"])
    assert str(release.folder.parent) in latest_loads(release)["spindle"]

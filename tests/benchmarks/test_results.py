import doctest
from pathlib import Path

import pytest


@pytest.fixture
def results(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    import results

    return results


def record(results, path, title, figure):
    results.record(title, [("speed", figure)], command="make bench", data="3 texts", path=path)
    return path.read_text()


def test_record_replaces_its_own_section_and_no_other(results, tmp_path, capsys):
    path = tmp_path / "RESULTS.md"
    record(results, path, "engine", "1 word/s")
    record(results, path, "build", "2 words/s")
    text = record(results, path, "engine", r"3 words\1s")
    assert text.startswith("# Benchmarks\n")
    assert "1 word/s" not in text
    assert [
        text.count(line) for line in ("## engine", "## build", r"| speed | 3 words\1s |", "| speed | 2 words/s |")
    ] == [1] * 4
    assert text.index("## engine") < text.index("## build")
    assert text.count("`make bench`, on 3 texts; ") == 2
    assert "| speed | 2 words/s |" in capsys.readouterr().out


def test_machine_names_cores_and_python(results):
    assert "cores" in results.machine()
    assert "Python 3." in results.machine()


def test_examples_are_true(results):
    assert doctest.testmod(results).failed == 0

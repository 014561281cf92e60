"""The progress of a crawl that is scored, and its summary; test_detect.py has the command."""

from io import StringIO
from pathlib import Path

from rich.console import Console

from pipelines.cli import scoring
from pipelines.cli.scoring import show_scoring, summary_lines
from pipelines.scoring.crawl import ScoringSummary


def test_a_terminal_has_a_bar_with_rows_and_speed():
    console = Console(file=StringIO(), force_terminal=True, width=80)
    with show_scoring(console) as tell:
        tell(0.5, ScoringSummary(rows=1200, words=5000))
    assert "1,200 rows" in console.file.getvalue()
    assert "words/s" in console.file.getvalue()


def test_a_log_has_a_line_from_time_to_time(monkeypatch):
    console = Console(file=StringIO(), width=200)
    with show_scoring(console) as tell:
        tell(0.1, ScoringSummary(rows=1))
        monkeypatch.setattr(scoring, "LOG_SECONDS", -1)
        tell(0.5, ScoringSummary(rows=1200, words=5000))
    (line,) = console.file.getvalue().splitlines()
    assert line.startswith("50% scored, 1,200 rows, ")


def test_a_summary_names_what_is_there_only():
    plain = dict(summary_lines(ScoringSummary(rows=3, kept=3, words=9), Path("out.parquet")))
    assert plain.keys() == {"output", "rows", "time"}
    odd = ScoringSummary(rows=9, kept=5, dropped=2, broken=2, no_text=1, places=["a line 1"])
    full = dict(summary_lines(odd, Path("out.jsonl")))
    assert full.keys() == {"output", "rows", "dropped", "left out", "no text", "time"}
    assert full["left out"] == "2 of them, which are not JSON objects in UTF-8: a line 1"


def test_a_long_run_is_told_in_minutes():
    summary = ScoringSummary()
    summary.began -= 75
    assert dict(summary_lines(summary, Path("o")))["time"].startswith("1:15 min")

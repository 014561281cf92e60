"""A few kills; `python tests/kills/run.py` makes more, on any output."""

import os

import pytest
from articles import write_news
from kills.corpus import N_ARTICLES
from kills.run import run

# Its first moments are in the middle of the work: a process that has ended is no kill, and costs another trial.
SEED = 72

pytestmark = pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc to see processes")  # noqa: PTH112


@pytest.mark.parametrize(
    ("builds", "stages", "publishes"),
    [(0, 1, 1), pytest.param(25, 25, 50, marks=pytest.mark.slow)],
)
def test_kills_lose_nothing_and_readers_see_whole_releases(tmp_path, builds, stages, publishes):
    kills = {"build": builds, "stages": stages, "publish": publishes}
    news = write_news(tmp_path / "news.jsonl", N_ARTICLES)
    counts, read = run(str(tmp_path / "corpora"), str(news), kills=kills, seed=SEED)
    assert counts.faults + read["faults"] == []
    assert all(counts.kills[name] >= kills[name] for name in kills)
    assert read["reads"] > read["verified"] > 0

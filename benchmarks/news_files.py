"""The news that benchmarks measure with: those beside the checkout, or the sample."""

from pathlib import Path

from pipelines.sources.sample import fetch_sample

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NEWS = SHARED / "news" / "clean_news.jsonl"
SAMPLE = ROOT / ".cache" / "sample" / "lee_background.jsonl"


def find_news() -> Path:
    """Return the file of the news; without one, that of the sample, which is fetched once."""
    if NEWS.is_file():
        return NEWS
    fetch_sample(SAMPLE)
    return SAMPLE

"""`spindle build` of news in a folder, with a small lexicon."""

import json

from cli.commands import spindle, write_profile

WORDS = {
    "council": {"board": 2},
    "house": {"home": 1},
    "work": {"labour": 1},
    "year": {"season": 1},
    "plan": {"idea": 1},
}


def build(folder, *more, profile=None):
    """Build a corpus of folder/news.jsonl with the small lexicon."""
    profile = profile or write_profile(folder, WORDS)
    settings = f"spin_articles.profiles=[{json.dumps(profile)}]"
    files = ("--input", folder / "news.jsonl", "--output", folder / "out")
    return spindle("build", "--config", "news", *files, "--workers", 1, "--probe", 0, "--set", settings, *more)

"""Runs with inputs of negatives for tests: distinct news, texts edited and rewritten, and whole builds."""

import json
from random import Random

import pytest
from cli.commands import write_profile
from inline import run_inline

from pipelines.config.run import check_config
from pipelines.run import build_corpus

WHO = [
    "council",
    "mayor",
    "baker",
    "teacher",
    "doctor",
    "farmer",
    "sailor",
    "painter",
    "singer",
    "driver",
    "miner",
    "nurse",
]
DID = [
    "opened",
    "closed",
    "painted",
    "bought",
    "sold",
    "found",
    "lost",
    "cleaned",
    "visited",
    "praised",
    "feared",
    "rented",
]
WHAT = [
    "bridge",
    "market",
    "garden",
    "museum",
    "library",
    "harbour",
    "theatre",
    "station",
    "factory",
    "hospital",
    "castle",
    "meadow",
]
WHEN = [
    "yesterday",
    "today",
    "again",
    "early",
    "late",
    "quietly",
    "slowly",
    "quickly",
    "gladly",
    "suddenly",
    "finally",
    "once",
]


def news_text(number):
    """A text of some 90 words, in an order of its own."""
    draw = Random(f"news {number}")  # noqa: S311
    pick = draw.choice
    return " ".join(
        f"The new {pick(WHO)} {pick(DID)} the old {pick(WHAT)} of the {pick(WHO)} {pick(WHEN)}, and {pick(WHAT)} after "
        f"{pick(WHAT)} was {pick(DID)} {pick(WHEN)}."
        for _ in range(5)
    )


def edited_text(number):
    """The same, as a person would edit it."""
    return news_text(number).replace("after", "following") + " A reader has sent us this small correction by letter."


def rewritten_text(number):
    """A text on the same matter with hardly a run of words in common."""
    return (
        f"Somebody who had merely heard about item {number} wrote it down from memory: {news_text(f'other {number}')} "
        "None of it is quoted."
    )


def write_lines(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def make_config(folder, n_news=40, **sections):
    """A configuration with `n_news` articles and a small profile; sections as those of RunConfig."""
    rows = [{"id": f"story-{number}", "text": news_text(number)} for number in range(n_news)]
    tree = {
        "dataset": "tiny",
        "input": write_lines(folder / "news.jsonl", rows),
        "output": str(folder / "out"),
        "seed": 1,
        "group_duplicates": {"test_unseen": 0, "validation": 0.2, "test": 0.2},
    }
    spin = {"profiles": [write_profile(folder)]} | sections.pop("spin_articles", {})
    return check_config(tree | {"spin_articles": spin} | sections)


def build(folder, n_news=40, **sections):
    with pytest.MonkeyPatch.context() as patch:
        run_inline(patch)
        return build_corpus(make_config(folder, n_news, **sections), workers=1)


def write_inputs(folder):
    """Write an input of each kind, with rows that are rejected; return the section `negatives`.

    edited      20 texts of the news 0 to 19, one without an edit, one without an original, one twice
    paraphrase  5 texts of the news 20 to 24
    clean       3 texts, of which one is an article of the news
    """
    edited = [{"original": news_text(number), "edited": edited_text(number), "license": "mit"} for number in range(20)]
    edited += [{"original": news_text(3), "edited": news_text(3)}, {"edited": edited_text(30)}, edited[7]]
    rewritten = [{"original": news_text(number), "paraphrase": rewritten_text(number)} for number in range(20, 25)]
    clean = [{"text": news_text("fresh 1")}, {"text": news_text("fresh 2")}, {"text": news_text(2)}]
    return {
        "edited": write_lines(folder / "edited.jsonl", edited),
        "paraphrase": write_lines(folder / "rewritten.jsonl", rewritten),
        "clean": write_lines(folder / "clean.jsonl", clean),
    }

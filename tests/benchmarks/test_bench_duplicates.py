"""The copies that bench_duplicates.py plants, and what it counts."""

import json

import pytest
from articles import write_news
from bench_duplicates import KINDS, WORD, measure, plant


@pytest.fixture
def rows(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 9)
    rows = [json.loads(line) for line in news.read_text(encoding="utf-8").splitlines()]
    return [row | {"text": row["text"].replace(". ", ".\n\n")} for row in rows]


def test_copies_differ_as_their_kind_says(rows):
    known = {row["id"]: row["text"] for row in rows}
    planted = [(*row["id"].split(":"), row["text"]) for row in plant(rows, 3)]
    assert [kind for kind, _, _ in planted] == [kind for kind in KINDS for _ in range(3)]
    assert len({original for _, original, _ in planted}) == 9, "no two copies are of one article"
    for kind, original, text in planted:
        old, new = WORD.findall(known[original]), WORD.findall(text)
        if kind == "exact":
            assert text == known[original]
        if kind == "words":
            changed = sum(a != b for a, b in zip(old, new, strict=True))
            assert 0 < changed <= round(len(old) / 10)
        if kind == "paragraph":
            assert {*text.split("\n\n")} < {*known[original].split("\n\n")}


def test_a_copy_is_found_in_the_group_of_its_original_or_if_one_of_both_was_dropped():
    ids = {"a-0", "b-0", "b-1", "c-0", "exact:a-0", "words:b-0", "words:c-0", "paragraph:gone-0"}
    groups = {"a-0": "1", "b-0": "2", "b-1": "2", "c-0": "2", "words:b-0": "2", "words:c-0": "3"}
    found = measure(ids, groups)
    assert found == {"exact": (1, 1), "words": (1, 2), "paragraph": (0, 0), "unrelated": (2, 5)}

import json

from articles import write_news
from scaling.corpus import write_corpus


def test_copies_have_other_words_and_other_ids(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 5)
    write_corpus(news, tmp_path / "grown.jsonl", 12)
    rows = [json.loads(line) for line in (tmp_path / "grown.jsonl").read_text().splitlines()]
    known = [json.loads(line) for line in news.read_text().splitlines()]
    assert len({row["id"] for row in rows}) == len(rows) == 12
    assert [row["text"] for row in rows[:5]] == [row["text"] for row in known]
    for copy in (rows[5], rows[10]):
        old, new = known[0]["text"].split(), copy["text"].split()
        assert len(old) == len(new)
        assert 0.1 < sum(a != b for a, b in zip(old, new, strict=True)) / len(old) < 0.9


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    news = write_news(tmp_path / "news.jsonl", 3)
    for name in "ab":
        write_corpus(news, tmp_path / name, 9)
    write_corpus(news, tmp_path / "c", 9, seed=8)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c

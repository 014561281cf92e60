import json

import news_files
from fidelity.news import read_news, share_out


def test_sentences_are_distinct_and_neither_short_nor_long(tmp_path, monkeypatch):
    long = " ".join(["word"] * 12) + "."
    texts = [f"Too short. {long} {long}", f"Another {long}", " ".join(["word"] * 99)]
    monkeypatch.setattr(news_files, "NEWS", tmp_path / "news.jsonl")
    news_files.NEWS.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    found = read_news()
    assert (sorted(found.draw(10)), found.name) == ([f"Another {long}", long], "news.jsonl")
    assert found.draw(1) == found.draw(10)[:1]
    assert sorted(found.draw(10, seed=3)) == sorted(found.draw(10))


def test_no_sentence_is_in_an_article_that_is_held_out():
    shared = "All of the articles have this one long sentence about the weather of today."
    texts = [
        f"{shared} Article {number} alone has a sentence about the number {number} and more." for number in range(40)
    ]
    found = share_out("news", texts)
    assert len(found.held_out) == 10
    assert shared not in found.sentences
    assert len(found.sentences) == 30
    assert not any(sentence in text for sentence in found.sentences for text in found.held_out)

import numpy as np
import pytest
from articles import article, write_news
from tuning.planted import make_run_config

from pipelines.errors import InputError
from pipelines.probe.texts import count_words, plain
from pipelines.tuning.news import HELD_OUT, read_news


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    return write_news(tmp_path_factory.mktemp("news") / "news.jsonl", 60)


def read(folder, news, n_words=10**6, least=1, **sections):
    return read_news(make_run_config(folder, ["light"], news, **sections), n_words, least=least)


def test_articles_are_spun_or_held_out(tmp_path, news):
    found = read(tmp_path, news)
    assert found.to_spin.column_names == ["article_id", "text", "headline_length", "group_id"]
    assert 0 < len(found.held_out) <= HELD_OUT * 60
    spun, held_out = set(found.to_spin["text"].to_pylist()), set(found.held_out.to_pylist())
    assert not spun & held_out
    bodies = {article(number)["text"] for number in range(60)}
    assert {text.split("\n\n", 1)[1] for text in spun | held_out} <= bodies
    assert not (tmp_path / "out").exists()


def test_near_copies_are_on_one_side(tmp_path):
    path = write_news(tmp_path / "news.jsonl", 40)
    lines = path.read_text().splitlines()
    copies = [line.replace("story-", "copy-").replace("thousand pounds", "thousand euros") for line in lines]
    path.write_text("\n".join([*lines, *copies]) + "\n")
    found = read(tmp_path, path)
    headlines = lambda texts: {text.split(" pounds")[0].split(" euros")[0] for text in texts}  # noqa: E731
    assert not headlines(found.to_spin["text"].to_pylist()) & headlines(found.held_out.to_pylist())
    assert len(found.to_spin) + len(found.held_out) == 80


def test_as_many_articles_are_spun_as_have_the_words(tmp_path, news):
    found = read(tmp_path, news, n_words=900)
    words = np.cumsum(count_words(plain(found.to_spin["text"])))
    assert words[-2] < 900 <= words[-1]


def test_same_seed_same_articles(tmp_path, news):
    one, two = (read(tmp_path, news) for _ in range(2))
    assert one.to_spin.equals(two.to_spin)
    other = read(tmp_path, news, seed=9)
    assert other.held_out.to_pylist() != one.held_out.to_pylist()


def test_too_few_articles(tmp_path, news):
    with pytest.raises(InputError, match="at least 30 articles of --input to spin and 30 to hold out"):
        read(tmp_path, news, least=30)

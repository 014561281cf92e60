import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from corpus import make_articles
from pairs import NEWS, make_pairs

from pipelines.quality.pairs.articles import STATED, compare_with_articles, gather_articles, summarize_articles
from schemas import ARTICLES, PAIRS

DATE = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
STATES = {"source": "Wire", "url": "https://news.example", "license": "cc0-1.0", "language": "en", "published_at": DATE}


def compare(rows, articles):
    pairs = pa.Table.from_pylist(rows, schema=PAIRS)
    known = gather_articles([summarize_articles(articles.slice(0, 1)), summarize_articles(articles.slice(1))])
    found = compare_with_articles(pairs, known.find(pairs["article_id"]), known)
    return {rule: holds.tolist() for rule, holds in found.items()}


def test_compare_with_articles_accepts_correct_pairs_in_any_order():
    pairs = make_pairs(NEWS, **STATES)
    rows = [pairs.to_pylist()[at] for at in (2, 0, 3, 1, 0)]
    assert set(map(tuple, compare(rows, make_articles(pairs)).values())) == {(True,) * 5}


@pytest.mark.parametrize("name", STATED)
@pytest.mark.parametrize("value", [None, "other"])
def test_compare_with_articles_finds_each_wrong_column(name, value):
    rows = make_pairs(NEWS, **STATES).to_pylist()
    articles = make_articles(make_pairs(NEWS, **STATES))
    rows[2][name] = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) if value and name == "published_at" else value
    found = compare(rows, articles)
    rule = "license_is_articles" if name == "license" else "provenance_is_articles"
    assert found.pop(rule) == [True, True, False, True]
    assert set(map(tuple, found.values())) == {(True,) * 4}


def test_compare_with_articles_finds_a_licence_where_the_article_has_none():
    rows = make_pairs(NEWS, license="cc0-1.0").to_pylist()
    assert compare(rows, make_articles(make_pairs(NEWS, license=None)))["license_is_articles"] == [False] * 4


def test_compare_with_articles_finds_only_the_text_of_an_unknown_article():
    rows = make_pairs(NEWS[:1]).to_pylist()
    found = compare(rows, ARTICLES.empty_table())
    assert found == {"clean_is_article": [False], "license_is_articles": [True], "provenance_is_articles": [True]}


def test_gather_articles_takes_the_first_of_two_articles_with_one_id():
    articles = make_articles(make_pairs(NEWS[:2], article_id="same", license=["one", "two"]))
    known = gather_articles([summarize_articles(articles)])
    assert (len(known.ids), len(known.texts), known.stated["license"].to_pylist()) == (1, 1, ["one"])


def test_the_headline_of_an_unknown_article_is_empty():
    articles = make_articles(make_pairs(NEWS[:1]))
    articles = articles.set_column(2, ARTICLES.field("headline_length"), pa.array([7], pa.int32()))
    known = gather_articles([summarize_articles(articles)])
    found = known.find(pa.chunked_array([[articles["article_id"][0].as_py(), "nobody"]]))
    np.testing.assert_array_equal(known.headlines[found], [7, 0])

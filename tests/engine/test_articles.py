import pyarrow as pa
import pytest

from pipelines.engine.articles import article_codes, begins_with_vowel


@pytest.mark.parametrize(
    ("article", "texts"),
    [
        ("an", "apple orange hour hourly honest honour honorary heir heirloom idea umbrella urgent unimportant udder"),
        ("an", "onerous only ultimatum usher utmost eel EU MP X-ray F-16 8 11 18th 80 élan “orange unnamed"),
        ("a", "pear house honey hero horse European euro ewe one once one-off unit university unique uniform union"),
        ("a", "use user useful usual usage utility utensil uranium urine UK UN US Ukrainian ubiquitous ufo u-turn"),
        ("a", "1 7 100 110 1,800 year yes ☔ -"),
    ],
)
def test_article_before(article, texts):
    texts = texts.split()
    found = begins_with_vowel(pa.array([text.lower() for text in texts]))
    assert [text for text, vowel in zip(texts, found, strict=True) if vowel != (article == "an")] == []


def test_article_codes():
    assert article_codes(pa.array(["a", "an", "and", "the"])).tolist() == [1, 2, 0, 0]

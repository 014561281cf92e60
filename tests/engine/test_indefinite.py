import pyarrow as pa
import pytest

from pipelines.engine.indefinite import (
    AN,
    NEITHER,
    A,
    begins_with_vowel,
    has_wrong_indefinite,
    indefinite_codes,
    needed_indefinite,
)


@pytest.mark.parametrize(
    ("article", "texts"),
    [
        ("an", "1800s 1848 18bn 11pm 11m hourlong hourglass uber ugly upper urge udder"),
        ("a", "urea uvula Utopia Uganda ubiquity USB ukulele 180 110 1,800 user-made"),
        ("an", "apple orange hour hourly honest honour honorary heir heirloom idea umbrella urgent unimportant udder"),
        ("an", "onerous only ultimatum usher utmost eel EU MP X-ray F-16 8 11 18th 80 élan “orange unnamed"),
        ("a", "pear house honey hero horse European euro ewe one once one-off unit university unique uniform union"),
        ("an", "hourlong hour-long nth LP LPs SUV HIV LED NGOs rpm urn urban usher utter unimpressed"),
        ("a", "UEFA Utah Uruguayan URL uke UV Ulysses Uriah mph sgt ship mr St ledge hive"),
        ("a", "use user useful usual usage utility utensil uranium urine UK UN US Ukrainian ubiquitous ufo u-turn"),
        ("a", "1 7 100 110 1,800 year yes ☔ -"),
    ],
)
def test_the_indefinite_article_of_a_text(article, texts):
    texts = texts.split()
    found = begins_with_vowel(pa.array([text.lower() for text in texts]))
    assert [text for text, vowel in zip(texts, found, strict=True) if vowel != (article == "an")] == []
    codes = needed_indefinite(pa.array([text.lower() for text in texts]))
    assert codes.tolist() == [AN if article == "an" else A] * len(texts)


@pytest.mark.parametrize(
    ("article", "texts"),
    [
        ("an", "SUV SOS MBA MP3 NSA MTV MI5 FA HDTV LEDs LP RSPCA XML EU AIDS “SUV F-16 IT-led"),
        ("a", "UEFA UNESCO UAE UAV USDA USSR UTC NASA NATO FIFA SARS ROM BBC DVD UK Smith Mr Sun McCain PhD"),
    ],
)
def test_words_in_capitals_are_spelt_but_for_those_that_are_read(article, texts):
    texts = texts.split()
    found = begins_with_vowel(pa.array(texts))
    assert [text for text, vowel in zip(texts, found, strict=True) if vowel != (article == "an")] == []


def test_a_wrong_article_inside_a_text():
    wrong = ["a ape", "make a apple of", "an pear", "having an unit"]
    right = ["an ape", "a pear", "in an hour", "a unit", "pan ape", "vitamin a", "a", "an", "", "apple", "a  ape"]
    assert has_wrong_indefinite(pa.array(wrong + right)).tolist() == [True] * 4 + [False] * 11


def test_indefinite_codes():
    assert (NEITHER, A, AN) == (0, 1, 2)
    assert indefinite_codes(pa.array(["a", "an", "and", "the"])).tolist() == [1, 2, 0, 0]

import pyarrow as pa
import pytest

from pipelines.spinners.headlines import find_headlines, headline_spans


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Rain on café\n\nIt rained.", "Rain on café"),
        ("Rain\r\n\r\nIt rained.\r\n\r\nAnd how.", "Rain"),
        ("Rain\r\rIt rained.", "Rain"),
        ("Rain \t\n  \n\n\n  It rained.", "Rain"),
        ("\n  Rain\n\nIt rained.\n", "\n  Rain"),
        ("👩\u200d🚒 a\u0301\n\nIt rained.", "👩\u200d🚒 a\u0301"),
        ("R\n\n.", "R"),
        ("Rain\r\n\nIt rained.", "Rain"),
        # Texts without a headline.
        ("", ""),
        ("\n\n", ""),
        ("It rained.", ""),
        ("It rained.\n\n", ""),
        ("\n\nIt rained.\n \r\n \n", ""),
        ("It rained.\nAnd how.\n\nAgain.", ""),
        ("It rained.\r\nAnd how.\r\n\r\nAgain.", ""),
    ],
)
def test_the_headline_is_a_first_line_above_an_empty_one(text, headline):
    assert find_headlines(pa.array(["x", text, ""])).to_pylist() == [0, len(headline), 0]


def test_headline_spans_count_bytes_and_skip_texts_without_one():
    texts = pa.array(["It rained.", "é 👩\u200d🚒\n\nIt rained.", "Rain\n\nIt rained.", "", "Rain"])
    spans = headline_spans(texts, pa.array([0, 5, None, 0, 4], pa.int32()))
    assert (spans.text_index.tolist(), spans.starts.tolist(), spans.ends.tolist()) == ([1, 4], [0, 0], [14, 4])


def test_a_headline_longer_than_its_text_is_refused():
    with pytest.raises(ValueError, match="got 0 to 9 in text 0, which has 4 code points"):
        headline_spans(pa.array(["Rain"]), pa.array([9]))

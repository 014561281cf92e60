import pyarrow as pa
import pytest

from pipelines.spinners.headlines import headline_spans


def test_headline_spans_count_bytes_and_skip_texts_without_one():
    texts = pa.array(["It rained.", "é 👩\u200d🚒\n\nIt rained.", "Rain\n\nIt rained.", "", "Rain"])
    spans = headline_spans(texts, pa.array([0, 5, None, 0, 4], pa.int32()))
    assert (spans.text_index.tolist(), spans.starts.tolist(), spans.ends.tolist()) == ([1, 4], [0, 0], [14, 4])


def test_a_headline_longer_than_its_text_is_refused():
    with pytest.raises(ValueError, match="got 0 to 9 in text 0, which has 4 code points"):
        headline_spans(pa.array(["Rain"]), pa.array([9]))

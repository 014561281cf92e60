import pyarrow as pa

from pipelines.detector import text_blocks
from pipelines.detector.text_blocks import block_borders


def test_blocks_hold_every_text_once_and_a_long_text_stands_alone(monkeypatch):
    monkeypatch.setattr(text_blocks, "BLOCK_BYTES", 10)
    texts = pa.chunked_array([["a" * 7, "b" * 3, None], ["c" * 25, "", "d"]])
    assert list(block_borders(texts)) == [(0, 3), (3, 4), (4, 6)]
    assert list(block_borders(pa.array([], pa.string()))) == []

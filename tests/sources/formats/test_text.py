import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.read import read_input


def read(path):
    return pa.concat_tables(read_input(str(path), IngestArticles())).to_pylist()


@pytest.mark.parametrize(
    ("content", "title", "text"),
    [
        (b"Rain on the hills\n\nIt rained.\n", "Rain on the hills", "\n\nIt rained.\n"),
        (b"\xef\xbb\xbfRain\r\n\r\nIt rained.", "Rain", "\r\n\r\nIt rained."),
        (b"It rained.\nAnd how.\n\nAgain.", None, "It rained.\nAnd how.\n\nAgain."),
        (b"caf\xe9\n\nIt rained.", "caf\ufffd", "\n\nIt rained."),
        (b"\n", None, "\n"),
    ],
)
def test_the_first_line_above_an_empty_one_is_the_title(tmp_path, content, title, text):
    (tmp_path / "a.txt").write_bytes(content)
    (row,) = read(tmp_path / "a.txt")
    assert (row["place"], row["title"], row["text"]) == ("a.txt", title, text)


def test_a_text_beyond_the_bound_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.sources.raw.files.MAX_ROW_BYTES", 1 << 20)
    (tmp_path / "a.txt").write_bytes(b"x" * (1 << 20))
    assert len(read(tmp_path / "a.txt")[0]["text"]) == 1 << 20
    (tmp_path / "b.txt").write_bytes(b"x" * ((1 << 20) + 1))
    with pytest.raises(InputError, match=r"b\.txt to hold at most 1 MB"):
        read(tmp_path)

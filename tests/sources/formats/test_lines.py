import io
import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.ingest import IngestArticles
from pipelines.sources.formats import lines
from pipelines.sources.raw import columns
from pipelines.sources.raw.files import InputFile

# Plain, with other ends, with a byte order mark at its beginning or behind it, and invalid in UTF-8 in several ways.
PIECES = [
    *(b'{"text": "Rain"}', "{\u2028 caf\u00e9 \x85}".encode(), b" ", b"\x00"),
    *(b"\n", b"\n\n", b"\r\n", b"\r"),
    *(b"\xef\xbb\xbf", b"caf\xe9", b"\xed\xa0\x80", b"\xf0\x9f", b"\xed\xb3\xbf", "\ufffd".encode()),
]


def read_slowly(content, encoding, errors="replace"):
    """As Python reads a whole text."""
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors=errors).read()
    return text.removesuffix("\n").split("\n") if text else []


def read_strictly(content, encoding):
    """A line that is the same, whatever stands for what is invalid, has nothing that is."""
    ways = zip(*(read_slowly(content, encoding, way) for way in ("replace", "backslashreplace")), strict=True)
    return [line if line == other else None for line, other in ways]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "latin-1"])
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=20), size=st.sampled_from([1, 2, 5, 30, 1 << 20]))
def test_lines_are_those_of_the_decoded_file(encoding, pieces, size, strict):
    file = InputFile("", "news.jsonl", "lines", encoding=encoding, opener=lambda: io.BytesIO(b"".join(pieces)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines, "BLOCK_SIZE", size)
        found = [line for each in lines.read_lines(file, strict=strict) for line in each.to_pylist()]
    assert found == (read_strictly if strict else read_slowly)(b"".join(pieces), encoding)


def read(path):
    tables = lines.read(InputFile(str(path), path.name, "lines"), IngestArticles())
    return pa.concat_tables(tables).to_pylist()


@pytest.mark.parametrize("n_characters", [1, 10, 60, 1_000])
@pytest.mark.parametrize("end", ["", "\n", "\nno JSON\n"])
def test_a_line_that_is_too_long_costs_itself(tmp_path, monkeypatch, n_characters, end):
    monkeypatch.setattr(lines, "BLOCK_SIZE", n_characters)
    for module in (columns, lines):
        monkeypatch.setattr(module, "MAX_ROW_BYTES", 100)
    short, long = json.dumps({"text": "Rain"}), json.dumps({"text": "R" * 500})
    (tmp_path / "news.jsonl").write_text(f"{short}\n{long}\n{short}\n{long}{end}")
    rows = read(tmp_path / "news.jsonl")
    assert [(row["line"], row["reason"]) for row in rows[:4]] == [(short, None), (None, "too_large")] * 2
    assert [row["place"] for row in rows] == [f"news.jsonl line {number + 1}" for number in range(len(rows))]
    assert len(rows) == (5 if "JSON" in end else 4)


def test_a_first_line_that_is_nested_deep_is_left_to_the_stage(tmp_path):
    deep = '{"text": ' + "[" * 1_000 + "]" * 1_000 + "}"
    (tmp_path / "news.jsonl").write_text(deep)
    assert [row["line"] for row in read(tmp_path / "news.jsonl")] == [deep]

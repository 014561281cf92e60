import gzip
import io
import json
import zipfile

import pandas as pd
import pytest

from pipelines.errors import InputError
from pipelines.learn.samples import Pair, read_samples


@pytest.fixture
def parse(tmp_path):
    """The function that reads the samples of rows: objects, or lines as strings or bytes."""

    def parse(*rows):
        lines = [row if isinstance(row, str | bytes) else json.dumps(row) for row in rows]
        content = b"".join(line if isinstance(line, bytes) else line.encode() + b"\n" for line in lines)
        (tmp_path / "pairs.jsonl").write_bytes(content)
        return read_samples(str(tmp_path / "pairs.jsonl"))

    return parse


def test_pairs_are_sorted_and_other_keys_ignored(parse):
    rows = [{"original": "b", "spun": "y", "id": 4}, {"spun": " x\n", "original": "a", "family": None}]
    samples = parse(*rows)
    assert samples.pairs == (Pair("a", "x"), Pair("b", "y"))
    assert not samples.skipped


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "broken_json"),
        ('["a", "b"]', "broken_json"),
        ("[" * 100_000, "broken_json"),
        ({"original": "a"}, "missing_text"),
        ({"original": "a", "spun": 7}, "missing_text"),
        ({"original": "a", "spun": None}, "missing_text"),
        ({"original": " ", "spun": "b"}, "empty_text"),
        ({"original": "a", "spun": " a\n"}, "identical"),
        ({"original": "x", "spun": "y"}, "duplicate"),
    ],
)
def test_a_line_without_a_pair_is_counted_by_reason(parse, line, reason):
    samples = parse({"original": "x", "spun": "y"}, line)
    assert samples.pairs == (Pair("x", "y"),)
    assert samples.skipped == {reason: 1}


def test_lone_surrogates_do_no_harm_and_blank_lines_are_no_rows(parse):
    samples = parse(b'{"original": "a\\ud800", "spun": "b"}\n', b"\n \n")
    assert not samples.skipped
    assert samples.pairs == (Pair("a\N{REPLACEMENT CHARACTER}", "b"),)


def test_a_file_in_another_encoding_is_an_error(parse):
    with pytest.raises(InputError, match=r"pairs\.jsonl in UTF-8, found other bytes"):
        parse(b'{"original": "caf\xe9", "spun": "b"}')


def test_a_byte_order_mark_is_not_part_of_the_first_line(parse):
    assert parse(b'\xef\xbb\xbf{"original": "a", "spun": "b"}').pairs == (Pair("a", "b"),)


def test_stdin_is_read_for_a_dash(monkeypatch):
    class Stdin:
        buffer = io.BytesIO(b'{"original": "a", "spun": "b"}')

    monkeypatch.setattr("sys.stdin", Stdin)
    assert read_samples("-").pairs == (Pair("a", "b"),)


@pytest.mark.parametrize("name", ["nothing.jsonl", "."])
def test_an_unreadable_file_is_an_error_that_names_it(tmp_path, name):
    with pytest.raises(InputError, match=r"expected a file at .*(nothing\.jsonl, found none|, found a folder)"):
        read_samples(str(tmp_path / name))


ROWS = [{"original": f'Text, {number}\n"quoted" é', "spun": f"Spun {number}", "id": number} for number in range(3)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


def write_all(folder):
    """Write the rows in the formats that news are read in."""
    frame = pd.DataFrame(ROWS)
    frame.to_csv(folder / "a.csv", index=False)
    frame.to_csv(folder / "b.csv.gz", index=False)
    frame.to_csv(folder / "c.tsv.bz2", index=False, sep="\t")
    frame.to_csv(folder / "d.csv", index=False, sep=";", encoding="utf-16")
    frame.to_parquet(folder / "e.parquet")
    frame.to_feather(folder / "f.feather")
    (folder / "g.jsonl.gz").write_bytes(gzip.compress(LINES.encode()))
    (folder / "h.jsonl").write_text(LINES, encoding="utf-16")
    (folder / "i.json").write_text(json.dumps(ROWS, indent=2))
    (folder / "j.jsonl").write_text(json.dumps(ROWS))
    (folder / "k").write_text(LINES)
    (folder / "l.txt").write_text(LINES)
    with zipfile.ZipFile(folder / "m.zip", "w") as archive:
        archive.writestr("in/pairs.jsonl", LINES)
    return sorted(folder.iterdir())


def test_pairs_of_every_format_are_the_same(tmp_path):
    expected = tuple(Pair(row["original"], row["spun"]) for row in ROWS)
    paths = write_all(tmp_path)
    assert len(paths) == 13
    for path in paths:
        samples = read_samples(str(path))
        assert (samples.pairs, samples.skipped) == (expected, {}), path.name


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_wrong_columns_are_an_error_that_names_those_there(tmp_path, name):
    frame = pd.DataFrame({"clean": ["a", "b"], "spinned": ["c", "d"]})
    write = {"jsonl": lambda path: frame.to_json(path, orient="records", lines=True), "csv": frame.to_csv}
    write.get(name.partition(".")[2], frame.to_parquet)(tmp_path / name)
    with pytest.raises(InputError, match=rf"original, spun|original and spun.*{name}.*'clean', 'spinned'"):
        read_samples(str(tmp_path / name))


def test_a_broken_row_of_a_table_is_counted(tmp_path):
    (tmp_path / "a.csv").write_text("original,spun\na,b\nc,d,e\n")
    samples = read_samples(str(tmp_path / "a.csv"))
    assert (samples.pairs, samples.skipped) == ((Pair("a", "b"),), {"broken_row": 1})


def test_a_column_without_strings_has_no_texts(tmp_path):
    pd.DataFrame({"original": [1], "spun": ["a"]}).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(
        InputError, match=r"expected texts in the columns original and spun of .*a\.parquet, found none"
    ):
        read_samples(str(tmp_path / "a.parquet"))

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.parts.finish import finish_part
from pipelines.parts.writer import PartWriter
from pipelines.storage.folders import committing_folder

TEXTS = pa.schema([pa.field("text", pa.string()), pa.field("n", pa.int64())])


@pytest.fixture
def written(tmp_path):
    """The metadata of two tables of one part: of a split, which a release holds, and of articles."""
    rows = pa.table({"text": [f"{number:x} " * 90 for number in range(900)], "n": range(900)}, schema=TEXTS)
    with committing_folder(tmp_path / "part", "receipt.json", attempt="a") as draft:
        writer = PartWriter("a_stage", draft)
        for name in ("train", "articles"):
            writer.write(name, rows, TEXTS)
        writer.close()
        for name in ("train", "articles"):
            assert pq.read_table(draft.local / f"{name}.parquet") == rows
        yield {name: pq.read_metadata(draft.local / f"{name}.parquet").row_group(0) for name in ("train", "articles")}
        (draft.local / "receipt.json").write_text("{}")


def test_texts_have_no_dictionary_and_numbers_no_compression(written):
    for group in written.values():
        text, number = group.column(0), group.column(1)
        assert "RLE_DICTIONARY" not in text.encodings
        assert (text.compression, number.compression) == ("ZSTD", "UNCOMPRESSED")


def test_files_of_a_release_are_compressed_more_than_those_of_the_work_before_it(written):
    sizes = {name: group.column(0).total_compressed_size for name, group in written.items()}
    assert sizes["train"] < sizes["articles"]


def test_files_of_another_part_are_taken_over_as_they_are(tmp_path):
    def write(writer):
        (writer.folder / "results.json").write_text("{}")
        writer.write("train", pa.table({"text": ["a"], "n": [1]}, schema=TEXTS), TEXTS)

    def take(writer):
        writer.take(first, "results.json")
        writer.adopt(first, "train")

    first = finish_part(tmp_path, "first", inputs=[], label="all", compute=write)
    second = finish_part(tmp_path, "second", inputs=[], label="all", compute=take)
    assert (second.sums, second.rows) == (first.sums, {"train": 1})
    for name in first.sums:
        assert second.file(name).samefile(first.file(name)), "a link"

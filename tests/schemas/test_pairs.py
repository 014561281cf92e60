"""The features that `datasets` reads from the metadata of the schema are those that it would take from the types."""

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
from pairs import make_pairs

from pipelines.storage.tables import TableWriter
from schemas import PAIRS


def test_the_embedded_features_are_those_of_the_types():
    embedded = datasets.Features.from_arrow_schema(PAIRS)
    assert embedded == datasets.Features.from_arrow_schema(PAIRS.remove_metadata())
    written = embedded.arrow_schema.metadata[b"huggingface"]
    assert datasets.Features.from_arrow_schema(pa.schema(embedded.type, {"huggingface": written})) == embedded


def test_a_file_alone_has_the_features(tmp_path):
    with TableWriter(tmp_path / "pairs.parquet", PAIRS) as writer:
        writer.write(make_pairs(["new rain in town"], {"rain": "showers"}))
    assert pq.read_schema(tmp_path / "pairs.parquet").metadata == PAIRS.metadata
    loaded = datasets.load_dataset("parquet", data_files=str(tmp_path / "pairs.parquet"), cache_dir=str(tmp_path))
    assert loaded["train"].features == datasets.Features.from_arrow_schema(PAIRS)

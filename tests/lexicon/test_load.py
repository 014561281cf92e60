import subprocess
import sys

import pyarrow as pa
import pytest
from lexicon.small_lexicons import row_of, table_of

from pipelines.errors import ConfigError, SchemaError
from pipelines.lexicon.build.tabulate import write_lexicon
from pipelines.lexicon.load import lexicon_fingerprint, read_lexicon, read_schema
from schemas import LEXICON


def test_the_error_for_an_unknown_name_lists_the_known_names():
    with pytest.raises(ConfigError, match=r"'klingon' .*known: .*english"):
        read_lexicon("klingon")


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.arrow"):
        read_lexicon(str(tmp_path / "nowhere.arrow"))


def test_a_table_with_another_schema_is_rejected(tmp_path):
    path = tmp_path / "wrong.arrow"
    write_lexicon(pa.table({"unit": ["big"]}), path)
    with pytest.raises(SchemaError, match=r"expected the columns of schemas\.LEXICON .*wrong\.arrow.*make lexicon"):
        read_lexicon(str(path))


@pytest.mark.parametrize("column", LEXICON.names)
def test_a_lexicon_without_a_newer_column_is_rejected(tmp_path, column):
    path = tmp_path / "old.arrow"
    write_lexicon(table_of([row_of("big", "large")]).drop_columns(column), path)
    with pytest.raises(SchemaError, match="make lexicon"):
        read_lexicon(str(path))


def test_a_lexicon_is_read_once():
    assert read_lexicon("english") is read_lexicon("english")


def test_a_lexicon_read_from_a_path_equals_the_written_one(tmp_path):
    path = tmp_path / "own.arrow"
    table = table_of([row_of("big", "large", 700), row_of("big", "great"), row_of("at once", "now")], fingerprint="f00")
    write_lexicon(table, path)
    assert read_lexicon(str(path)).equals(table, check_metadata=True)
    assert lexicon_fingerprint(read_schema(str(path))) == lexicon_fingerprint(table.schema) == "f00"


def test_a_table_without_metadata_has_no_fingerprint():
    assert lexicon_fingerprint(table_of([row_of("big", "large")]).replace_schema_metadata(None).schema) == ""


@pytest.mark.slow
def test_a_fresh_process_loads_it_in_a_fifth_of_a_second():
    code = (
        "import time; from pipelines.lexicon.load import read_lexicon; "
        "from pipelines.engine.index import index_lexicon; "
        "start = time.process_time(); index_lexicon(read_lexicon('english')); print(time.process_time() - start)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    assert min(float(run.stdout) for run in runs) < 0.2

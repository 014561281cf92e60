import os
import subprocess
import sys

import numpy as np
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


def encode(values, indices):
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(values, pa.string()), safe=False)


def shift_offset(values, offset):
    """Strings of which the second begins far out of their bytes."""
    array = pa.array(values)
    offsets = np.frombuffer(array.buffers()[1], np.int32).copy()
    offsets[1] = offset
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(offsets), array.buffers()[2])


WORDS = ["great", "large", "now"]
FIELDS = {field.name: field for field in LEXICON}


@pytest.mark.parametrize(
    ("column", "values", "says"),
    [
        ("candidate", encode(WORDS, [2_000_000_000] * 3), "Dictionary|dictionary"),
        ("candidate", encode(WORDS, [-1, 0, 1]), "Dictionary|dictionary"),
        ("candidate", encode(WORDS, [0, None, 1]), "candidate has nulls"),
        (
            "candidate",
            pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int32()), shift_offset(WORDS, 1 << 30)),
            "",
        ),
        ("unit", encode(["at once", "big"], [0, 1, 7]), "Dictionary|dictionary"),
        ("unit", encode(["at once", "big"], [1, 0, 1]), "not in the order of its units"),
        ("unit", encode(["at once", "big"], [1, 1, 1]), "unit without rows"),
        ("unit", encode(["at once", "big", "zoo"], [0, 1, 1]), "unit without rows"),
        ("unit", encode(["big", "at once"], [0, 1, 1]), "its units are not in order"),
        ("unit", encode(["big", "big"], [0, 1, 1]), "its units are not in order"),
        ("unit", encode(["at once", None], [0, 1, 1]), "unit has nulls"),
        ("origins", pa.array([65_535] * 3, pa.uint16()), "unknown origins"),
        ("origins", pa.array([0] * 3, pa.uint16()), "unknown origins"),
        ("weight", pa.array([1, 0, 1], pa.uint16()), "a row has no weight"),
        ("propensity", pa.array([1, float("nan"), 1], pa.float32()), "no propensity"),
        ("propensity", pa.array([1, -1, 1], pa.float32()), "no propensity"),
    ],
)
def test_rows_that_the_engine_cannot_use_are_refused(tmp_path, column, values, says):
    """A kernel would take positions from them: the process ended."""
    table = table_of([row_of("big", "large", 700), row_of("big", "great"), row_of("at once", "now")])
    table = table.set_column(LEXICON.get_field_index(column), FIELDS[column], values)
    path = tmp_path / "own.arrow"
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(SchemaError, match=rf"expected a lexicon as .*own\.arrow, but .*({says}).*: compile it anew"):
        read_lexicon(str(path))


@pytest.mark.parametrize("content", [b"", b"no arrow", b"ARROW1\0\0 and no more"])
def test_another_file_is_no_lexicon(tmp_path, content):
    path = tmp_path / "own.arrow"
    path.write_bytes(content)
    with pytest.raises(SchemaError, match=r"own\.arrow"):
        read_lexicon(str(path))


def test_a_pipe_is_no_lexicon(tmp_path):
    os.mkfifo(tmp_path / "own.arrow")
    with pytest.raises((ConfigError, SchemaError), match=r"own\.arrow"):
        read_lexicon(str(tmp_path / "own.arrow"))


def test_an_empty_lexicon_is_none(tmp_path):
    write_lexicon(table_of([row_of("big", "large")])[:0], tmp_path / "own.arrow")
    with pytest.raises(SchemaError, match="it has no rows"):
        read_lexicon(str(tmp_path / "own.arrow"))


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

import subprocess
import sys

import pyarrow as pa
import pytest

from pipelines.errors import ConfigError, SchemaError
from pipelines.lexicon.load import load_lexicon
from pipelines.lexicon.tabulate import write_lexicon


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ConfigError, match=r"found none; known: .*english"):
        load_lexicon("klingon")


def test_a_missing_path_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.arrow"):
        load_lexicon(str(tmp_path / "nowhere.arrow"))


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "wrong.arrow"
    write_lexicon(pa.table({"unit": ["big"]}), path)
    with pytest.raises(SchemaError, match=r"expected the columns of schemas\.LEXICON .*wrong\.arrow.*make lexicon"):
        load_lexicon(str(path))


def test_a_lexicon_is_loaded_once():
    assert load_lexicon("english") is load_lexicon("english")


@pytest.mark.slow
def test_a_fresh_process_loads_it_in_a_fifth_of_a_second():
    code = (
        "import time; from pipelines.lexicon.load import load_lexicon; start = time.process_time(); "
        "load_lexicon('english'); print(time.process_time() - start)"
    )
    runs = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    assert min(float(run.stdout) for run in runs) < 0.2

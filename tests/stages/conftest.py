import pyarrow as pa
import pyarrow.ipc
import pytest
import yaml
from corpus import make_config
from hard_texts import LEXICON_TABLE
from stages.audited import LENIENT

from pipelines.report import write as pages


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder for all tests, so that equal parts are made once."""
    return tmp_path_factory.mktemp("corpora")


@pytest.fixture
def config(folder):
    """Thresholds of warnings that the small news keeps; some files have a configuration of their own."""
    return make_config(folder, audit_corpus=LENIENT)


@pytest.fixture
def without_docs(monkeypatch):
    """Let reports have no data docs."""
    monkeypatch.setattr(pages, "build_data_docs", lambda *_: None)


PLAIN = {"rate": 0.3, "top": 3}


@pytest.fixture
def profile(tmp_path):
    """Write a profile for the small lexicon of the tests; return its path, which is its name in a configuration."""
    lexicon = tmp_path / "small.arrow"
    with pa.OSFile(str(lexicon), "wb") as file, pa.ipc.new_file(file, LEXICON_TABLE.schema) as writer:
        writer.write_table(LEXICON_TABLE.replace_schema_metadata({"fingerprint": "small"}))

    def write(name, **values):
        path = tmp_path / f"{name}.yaml"
        path.write_text(yaml.safe_dump({"imitates": "nobody", "lexicon": str(lexicon), **PLAIN, **values}))
        return str(path)

    return write

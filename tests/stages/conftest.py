import pytest
from corpus import make_config
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

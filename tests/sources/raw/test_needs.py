import importlib

import pytest

from pipelines.errors import ConfigError
from pipelines.sources.raw.needs import load_library


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch):
    def fail(name):
        raise ModuleNotFoundError(f"No module named {name!r}")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ConfigError, match=r"package warcio .*a\.warc.*pip install 'spindle\[web\]'"):
        load_library("warcio.archiveiterator", "a.warc")


def test_a_library_that_is_there_is_loaded():
    assert load_library("json", "a.json").loads("1") == 1

import pytest
from corpus import make_config

from pipelines.errors import ConfigError
from pipelines.quality.pairs import similarity
from pipelines.run import check_run


def test_check_run_refuses_a_semantic_sample_without_its_packages(tmp_path, monkeypatch):
    monkeypatch.setattr(similarity, "MODULES", ("no_such_module",))
    check_run(make_config(tmp_path))
    with pytest.raises(ConfigError, match=r"validate_pairs\.semantic_sample, found no no_such_module: .*make semantic"):
        check_run(make_config(tmp_path, validate_pairs={"semantic_sample": 5}))

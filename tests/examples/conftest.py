"""A release for the examples, built once with its model."""

import pytest
from articles import write_news
from inline import run_inline

from pipelines.config.run import check_config
from pipelines.run import build_corpus


@pytest.fixture(scope="session")
def release(tmp_path_factory):
    """The folder of a dataset with 200 articles in two variants each."""
    folder = tmp_path_factory.mktemp("examples")
    tree = {"dataset": "news", "input": str(write_news(folder / "news.jsonl", 200)), "output": str(folder), "seed": 1}
    tree["group_duplicates"] = {"validation": 0.1, "test": 0.2, "test_unseen": 0.1}
    tree["spin_articles"] = {"profiles": ["mixture"], "variants": 2}
    with pytest.MonkeyPatch.context() as patch:
        run_inline(patch)
        build_corpus(check_config(tree), workers=1)
    return folder / "news"

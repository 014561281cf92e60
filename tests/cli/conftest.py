import shutil

import pytest
from cli.commands import in_threads
from published import publish

from pipelines import run
from pipelines.release.listing import list_releases


@pytest.fixture
def one_process(monkeypatch):
    """Run the stages in threads, because processes would have to import everything first."""
    monkeypatch.setattr(run, "start_pool", in_threads)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    for parts in (1, 2, 3):
        publish(folder, parts=parts)
    return folder


@pytest.fixture
def root(published, tmp_path):
    """A folder with three releases of the dataset tiny; LATEST names the newest."""
    shutil.copytree(published, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("work", "rejects"))
    return tmp_path


@pytest.fixture
def releases(root):
    """The three releases, oldest first."""
    return list_releases(root)

import pytest
from cli.commands import in_threads

from pipelines import run


@pytest.fixture
def one_process(monkeypatch):
    """Run the stages in threads, because processes would have to import everything first."""
    monkeypatch.setattr(run, "start_pool", in_threads)

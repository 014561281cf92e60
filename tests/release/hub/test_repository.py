"""Addresses of the Hub, and files compared with it; tests/release/hub/test_push.py has the repositories."""

from types import SimpleNamespace

import pytest

from pipelines.errors import ConfigError, StorageError
from pipelines.release.hub.repository import BATCH, Repository, find_differing, open_hub, parse_repository


@pytest.mark.parametrize(
    "address",
    ["owner/news", "hf://news", "hf://datasets/news", "hf://owner/news/data", "hf://models/news", "hf://a/b@v"],
)
def test_an_address_that_is_no_dataset_of_the_hub_is_refused(address):
    with pytest.raises(ConfigError, match="hf://datasets/OWNER/NAME"):
        parse_repository(address)


def test_a_reason_that_the_client_repeats_is_said_once():
    error = RuntimeError("Name or service not known")
    error.__cause__ = OSError("Name or service not known")
    with (
        pytest.raises(StorageError, match=r"^expected to push .*, but Name or service not known: run") as caught,
        open_hub(Repository("owner/news")),
    ):
        raise error
    assert str(caught.value).count("Name") == 1


def test_files_are_asked_for_in_batches(tmp_path):
    """A release may have more files than one question may name."""
    asked = []

    def get_paths_info(_, paths, **__):
        asked.append(len(paths))
        return [SimpleNamespace(path=path, size=1, lfs=SimpleNamespace(sha256="aa", size=1)) for path in paths]

    sums = {f"{n}.parquet": "aa" for n in range(2 * BATCH + 3)} | {"other.parquet": "bb"}
    for name in sums:
        (tmp_path / name).write_bytes(b"x")
    api = SimpleNamespace(get_paths_info=get_paths_info)
    assert find_differing(api, "owner/name", "0" * 40, tmp_path, sums) == ["other.parquet"]
    assert asked == [BATCH, BATCH, 4]

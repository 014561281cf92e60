import shutil

import pytest
from published import publish

from pipelines.release.pointers import advance_latest, mend_latest, write_pointer_card

VERSIONS = ["20260101T000000Z-aaaaaaaaaaaa", "29991231T235958Z-bbbbbbbbbbbb"]


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"), parts=1)


@pytest.fixture
def dataset(published, tmp_path):
    """The folder of a dataset with two releases, without LATEST."""
    for version in VERSIONS:
        shutil.copytree(published.folder, tmp_path / version)
    return tmp_path


@pytest.mark.parametrize("broken", [None, "", VERSIONS[0], "20000101T000000Z-000000000000\n", "nonsense\n"])
def test_latest_advances_to_a_newer_release(dataset, broken):
    if broken is not None:
        (dataset / "LATEST").write_text(broken)
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[1]}\n"
    assert f"{VERSIONS[1]}/data/train/*.parquet" in (dataset / "README.md").read_text()


def test_latest_never_goes_back_by_itself(dataset):
    advance_latest(dataset, VERSIONS[1])
    advance_latest(dataset, VERSIONS[0])
    mend_latest(dataset, VERSIONS[0])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[1]}\n"


def test_a_release_that_is_gone_is_never_named(dataset):
    shutil.rmtree(dataset / VERSIONS[1])
    advance_latest(dataset, VERSIONS[1])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[0]}\n"


@pytest.mark.parametrize("broken", [None, "", VERSIONS[1]])
def test_only_a_latest_that_names_no_release_is_mended(dataset, broken):
    shutil.rmtree(dataset / VERSIONS[1])
    if broken is not None:
        (dataset / "LATEST").write_text(broken)
    mend_latest(dataset, VERSIONS[0])
    assert (dataset / "LATEST").read_text() == f"{VERSIONS[0]}\n"


def test_a_correct_latest_is_not_rewritten(dataset):
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    before = {path.name: path.stat().st_ino for path in dataset.iterdir()}
    advance_latest(dataset, VERSIONS[1])
    write_pointer_card(dataset)
    assert {path.name: path.stat().st_ino for path in dataset.iterdir()} == before

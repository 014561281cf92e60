"""Models found, verified and loaded."""

import pytest
from planted_model import list_model, planted  # noqa: F401 - a fixture
from published import publish

from pipelines.errors import ConfigError, StorageError
from pipelines.scoring.models import MODEL, find_model, load_model, model_of
from pipelines.storage.files import sha256_file


@pytest.fixture
def release(tmp_path):
    return publish(tmp_path / "corpora", parts=1)


def test_a_file_is_a_model(planted):  # noqa: F811
    found = find_model(planted)
    assert (found.place, found.sha256) == (planted, sha256_file(planted))
    assert load_model(found) is load_model(find_model(str(planted)))


def test_a_release_a_dataset_and_a_tag_have_the_model_of_the_manifest(release, planted):  # noqa: F811
    file = list_model(release)
    for path in (release.path, release.folder.parent, f"{release.folder.parent}@{release.version}"):
        assert find_model(path) == model_of(release.folder)
        assert find_model(path).fetch().place == file
    # Named by its content, the model is in memory already.
    assert load_model(find_model(release.path)) is load_model(find_model(planted))


def test_a_release_without_a_model_names_the_command_that_trains_one(release):
    assert model_of(release.folder) is None
    with pytest.raises(ConfigError, match=f"has no {MODEL}: train one with `spindle train {release.path} --output"):
        find_model(release.path)


def test_a_model_that_is_not_listed_is_none(release):
    (release.folder / MODEL).write_bytes(b"planted")
    assert model_of(release.folder) is None


def test_a_changed_or_missing_model_of_a_release_is_damage(release, planted):  # noqa: F811
    file = list_model(release)
    found = find_model(release.path)
    file.write_bytes(b"changed")
    with pytest.raises(StorageError, match="its checksum differs"):
        load_model(found)
    file.unlink()
    with pytest.raises(StorageError, match="expected a model at"):
        load_model(found)


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04", b"\x93NUMPY"])
def test_another_file_is_wrong_use(tmp_path, content):
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="expected a model of `spindle train` at"):
        load_model(find_model(path))


def test_nothing_there_is_wrong_use(tmp_path):
    for path in (tmp_path / "none.npz", f"{tmp_path}/none@tag", tmp_path):
        with pytest.raises(ConfigError):
            find_model(path)


def test_two_models_are_kept(tmp_path, planted):  # noqa: F811
    for number in range(3):
        (tmp_path / f"{number}.npz").write_bytes(bytes([number]))
        load_model(find_model(tmp_path / f"{number}.npz"))
    assert load_model.cache_info().currsize == 2


def test_an_object_is_a_model_and_so_is_that_of_a_release_in_a_store(s3, planted):  # noqa: F811
    from pipelines.storage.places import open_place

    place = open_place(f"{s3}/models/mine.npz")
    place.objects.put(place.key, b"planted")
    found = find_model(f"{s3}/models/mine.npz")
    assert load_model(found) is load_model(find_model(planted))

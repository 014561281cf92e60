"""Models found, verified and loaded."""

import json
import random
import zipfile

import numpy as np
import pytest
from planted_model import list_model, planted, real_model  # noqa: F401 - fixtures
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


def test_another_file_is_wrong_use(tmp_path):
    np.savez(tmp_path / "arrays.npz", a=np.zeros(3))
    contents = [b"", b"text", b"PK", b"\x93NUMPY", (tmp_path / "arrays.npz").read_bytes()]
    for number, content in enumerate(contents):
        path = tmp_path / f"{number}.npz"
        path.write_bytes(content)
        with pytest.raises(
            ConfigError, match=rf"{number}.npz: expected a model of `spindle train`, got another file: .* "
        ):
            load_model(find_model(path))
    with pytest.raises(ConfigError, match=r"the archive has no detector\.json; give a model, or a release"):
        load_model(find_model(tmp_path / "arrays.npz"))


@pytest.mark.parametrize("length", [4, 1000, -1, -40])
def test_a_truncated_model_is_damage(tmp_path, real_model, length):  # noqa: F811
    path = tmp_path / "cut.npz"
    path.write_bytes(real_model.read_bytes()[:length])
    with pytest.raises(
        StorageError, match=r"cut\.npz: expected the model as .* but it is damaged \(.*\): copy it again"
    ):
        load_model(find_model(path))


def test_flipped_bytes_are_an_error_of_ours(tmp_path, real_model):  # noqa: F811
    """Wherever they are: most are damage; in the name of an array, it is one of another version."""
    content = real_model.read_bytes()
    draw = random.Random(4)  # noqa: S311 - no secret
    n_damaged = 0
    for number in range(60):
        flipped = bytearray(content)
        place = draw.choice(
            (draw.randrange(len(content)), draw.randrange(3000), len(content) - draw.randrange(1, 3000))
        )
        flipped[place] ^= 1 << draw.randrange(8)
        path = tmp_path / f"{number}.npz"
        path.write_bytes(flipped)
        try:
            load_model(find_model(path))
        except StorageError:
            n_damaged += 1
        except ConfigError:
            pass
    assert n_damaged > 20


def write_changed(source, target, change):
    """Copy a model with another header."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == "detector.json" else old.read(name))
    return target


@pytest.mark.parametrize(
    ("entry", "error", "message"),
    [
        ({"format": 2}, ConfigError, "expected a model of format 1, got 2: update Spindle"),
        ({"features": []}, ConfigError, "got others: train it anew"),
        ({"layers": {"words": 8}}, ConfigError, r"but it has no words/\d/weights: train it anew"),
        ({"layers": {}}, ConfigError, "but it has no words: train it anew"),
        ({"thresholds": 7}, StorageError, "it is damaged"),
    ],
)
def test_models_of_other_versions_are_wrong_use(tmp_path, real_model, entry, error, message):  # noqa: F811
    changed = write_changed(
        real_model, tmp_path / "m.npz", lambda header: json.dumps(json.loads(header) | entry).encode()
    )
    with pytest.raises(error, match=message):
        load_model(find_model(changed))


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

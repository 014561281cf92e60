"""A detector trained on a release."""

import pytest
from planted_model import planted, planted_training, real_model, training_pairs  # noqa: F401 - fixtures
from published import publish, replace_file

from pipelines.detector.model_file import load_detector
from pipelines.detector.train import train_detector
from pipelines.errors import ConfigError, StorageError
from pipelines.release.layout import pairs_schema
from pipelines.scoring.train import check_model_path, sample_split, save_model, train_on


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published"))


def test_a_sample_has_the_pairs_of_its_split(release):
    pairs = sample_split(release, "train", 10**6)
    assert len(pairs) == release.splits["train"]
    assert pairs_schema(2).field("edits").type == pairs["edits"].type
    assert set(pairs.column_names) >= {"clean", "spun", "edits", "group_id", "n_words"}


def test_a_smaller_sample_has_whole_groups_that_depend_on_the_seed_alone(release):
    few = sample_split(release, "train", 5, seed=1)
    assert 0 < len(few) < release.splits["train"]
    assert few.equals(sample_split(release, "train", 5, seed=1))
    assert len({tuple(sample_split(release, "train", 5, seed=seed)["pair_id"].to_pylist()) for seed in range(9)}) > 1


def test_a_split_that_is_not_there(release):
    with pytest.raises(ConfigError, match="expected a release with the split test_unseen"):
        sample_split(release, "test_unseen", 10)


def test_a_damaged_release(tmp_path):
    damaged = publish(tmp_path, parts=1)
    replace_file(next(damaged.folder.glob("data/train/*.parquet")), b"PAR1")
    with pytest.raises(StorageError, match="`spindle verify`"):
        sample_split(damaged, "train", 10)


def test_a_model_tells_what_it_was_trained_on(release, planted_training):  # noqa: F811
    pairs = sample_split(release, "train", 10**6)
    model = train_on(release, pairs, seed=4)
    assert model.about == {
        "dataset": "tiny",
        "version": release.version,
        "pairs": len(pairs),
        "words": sum(pairs["n_words"].to_pylist()),
        "seed": 4,
    }
    assert planted_training == [pairs]


def test_a_saved_model_is_the_same_file_each_time(tmp_path):
    for name in ("a.npz", "deep/b.npz"):
        save_model(train_detector(training_pairs(), seed=1), tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "deep" / "b.npz").read_bytes()
    assert load_detector(tmp_path / "a.npz").thresholds.keys() >= {"text_1pct", "text_5pct", "word"}


def test_a_model_is_saved_in_a_store(s3, real_model):  # noqa: F811
    from pipelines.scoring.models import find_model, load_model

    save_model(load_model(find_model(real_model)), f"{s3}/model.npz")
    assert load_model(find_model(f"{s3}/model.npz")).about == {"dataset": "invented"}


def test_only_npz_files_are_written(tmp_path):
    for name in ("model", "model.bin", "model.npz.gz", ".npz"):
        with pytest.raises(ConfigError, match=r"that ends in \.npz, got"):
            check_model_path(tmp_path / name)
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(ConfigError, match="is a folder"):
        check_model_path(tmp_path / "folder.npz")

import numpy as np
import pyarrow as pa
import pytest
from articles import article
from tuning.planted import write_samples

from pipelines.errors import InputError
from pipelines.probe.real import RealFile, RealSamples
from pipelines.tuning.folds import CHOOSING, SCORING
from pipelines.tuning.samples import LEAST_SPUN, join_samples, read_files

CLEAN = pa.array(
    [" ".join(f"{word}{number} was seen at {number}" for word in ("otter", "heron", "vole")) for number in range(30)]
)


def spun_texts(count, n_words=None, family=None):
    samples = RealSamples()
    for number in range(count):
        words = article(number)["text"].split()[: (n_words or 10) + number % 3]
        samples.add(" ".join(words), is_spun=True, pair=-1, family=family)
    return samples


def test_pairs_have_clean_texts_of_their_own(tmp_path):
    path = write_samples(tmp_path / "mine.jsonl", 40, families=["a", "b"])
    samples = join_samples(read_files([RealFile(path, path.name)]), CLEAN, seed=0)
    assert (len(samples.texts), samples.n_spun, samples.n_folds) == (80, 40, 2)
    assert (samples.families, samples.names) == (("a", "b"), ("mine.jsonl",))
    assert (samples.clusters[0::2] == samples.clusters[1::2]).all()
    assert (samples.fold[0::2] == samples.fold[1::2]).all()


def test_a_file_of_spun_texts_gets_clean_ones_of_its_lengths():
    samples = join_samples({"a": spun_texts(24)}, CLEAN, seed=0)
    assert (samples.n_spun, len(samples.texts)) == (24, 54)
    clean = [text.as_py() for text, spun in zip(samples.texts, samples.is_spun, strict=True) if not spun]
    assert {len(text.split()) for text in clean} <= {10, 11, 12}
    assert {text[:30] for text in clean} == {text.as_py()[:30] for text in CLEAN}
    assert sorted(samples.fold[~samples.is_spun].tolist()) == [SCORING] * 15 + [CHOOSING] * 15


def test_clean_texts_that_copy_a_spun_one_are_in_its_fold():
    mine = spun_texts(24, 40)
    mine.add(mine.texts[5] + " Indeed.", is_spun=False, pair=-1, family=None)
    mine.add("Nothing of this kind was ever written.", is_spun=False, pair=-1, family=None)
    fold = join_samples({"a": mine}, CLEAN, seed=0).fold
    assert (fold[24], fold[25]) == (fold[5], CHOOSING)


def test_the_samples_of_a_file_are_not_changed():
    mine = spun_texts(24)
    join_samples({"a": mine}, CLEAN, seed=0)
    assert len(mine.texts) == 24


def test_files_are_numbered():
    samples = join_samples({"a": spun_texts(20, 10, "x"), "b": spun_texts(22, 40, "y")}, CLEAN, seed=0)
    assert [np.count_nonzero(samples.is_spun & (samples.file == number)) for number in (0, 1)] == [20, 22]
    assert [np.count_nonzero(~samples.is_spun & (samples.file == number)) for number in (0, 1)] == [30, 30]
    assert samples.n_folds == 2


def test_no_cluster_of_spun_texts_is_in_two_folds():
    samples = join_samples({"a": spun_texts(60, 30)}, CLEAN, seed=0)
    rows = zip(samples.clusters[samples.is_spun].tolist(), samples.fold[samples.is_spun].tolist(), strict=True)
    folds = {}
    for cluster, fold in rows:
        folds.setdefault(cluster, set()).add(fold)
    assert all(len(each) == 1 for each in folds.values())


def test_too_few_samples(tmp_path):
    path = write_samples(tmp_path / "mine.jsonl", LEAST_SPUN - 1)
    with pytest.raises(InputError, match="at least 20 spun texts in the files of --real, got 19"):
        read_files([RealFile(path, path.name)])

import numpy as np
import pyarrow as pa
import pytest
from articles import article
from tuning.planted import TWO, make_run_config, spin_by_hand, write_profiles
from tuning.test_spun import ARTICLES

from pipelines.spinners.spinner import load_spinner
from pipelines.tuning.judge import make_judge
from pipelines.tuning.spun import SpunArticles, spin_component

CLEAN = [article(number)["text"] for number in range(500, 530)]
ONE_SPUN, TWO_SPUN = [spin_by_hand(text) for text in CLEAN], [spin_by_hand(text, TWO) for text in CLEAN]


@pytest.fixture
def judge(tmp_path):
    profiles = write_profiles(tmp_path)
    config = make_run_config(tmp_path, profiles, "none.jsonl")
    tables = [spin_component(load_spinner(name), ARTICLES, config) for name in profiles]
    return make_judge(SpunArticles(ARTICLES["article_id"], tables), pa.array([*CLEAN, *ONE_SPUN, *TWO_SPUN]), seed=0)


def lifts(judge, shares):
    """Mean lift in score over the clean texts, of the texts spun by each spinner."""
    clean, one, two = judge.score(np.array(shares)).reshape(3, 30)
    return (one - clean).mean(), (two - clean).mean()


def test_a_mix_finds_what_it_holds(judge):
    one, two = lifts(judge, [1.0, 0.0])
    assert one > 1 > two
    one, two = lifts(judge, [0.0, 1.0])
    assert two > 1 > one
    assert min(lifts(judge, [0.5, 0.5])) > 0.5


def test_same_mix_same_scores(judge):
    assert judge.score(np.array([0.5, 0.5])).tolist() == judge.score(np.array([0.5, 0.5])).tolist()


def test_rows_are_the_sentences_of_each_component(judge):
    for sentences in judge.sentences:
        assert len(sentences.row) == len(sentences.clean) == len(sentences.spun) > 40
        assert set(sentences.row.tolist()) <= set(range(len(ARTICLES)))
        differ = judge.matrix[sentences.clean] - judge.matrix[sentences.spun]
        assert (np.diff(differ.indptr) > 0).all()


def test_nothing_swapped_scores_nothing(tmp_path):
    one, _ = write_profiles(tmp_path, min_letters=30)
    config = make_run_config(tmp_path, [one], "none.jsonl")
    table = spin_component(load_spinner(one), ARTICLES, config)
    table = table.set_column(1, "spun", table["clean"]).set_column(
        2, "edits", pa.nulls(len(table), table["edits"].type).fill_null([])
    )
    other = spin_component(load_spinner("light"), ARTICLES, config)
    judge = make_judge(SpunArticles(ARTICLES["article_id"], [table, other]), pa.array(CLEAN), seed=0)
    assert judge.score(np.array([1.0, 0])).tolist() == [0] * 30

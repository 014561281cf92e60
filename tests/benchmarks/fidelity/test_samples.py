import json
from collections import Counter

import pytest
from fidelity.samples import Row, draw_folds, families_of, read_rows, read_texts

from pipelines.errors import InputError

ROWS = [Row(f"text {i}", f"words {i}", "small" if i % 4 == 0 else "large") for i in range(40)]


def test_folds_spread_every_family_evenly():
    folds = draw_folds(ROWS)
    for family, size in (("small", 2), ("large", 6)):
        assert set(Counter(fold for row, fold in zip(ROWS, folds, strict=True) if row.family == family).values()) == {
            size
        }


def test_folds_are_the_same_each_time_and_others_for_another_seed():
    assert draw_folds(ROWS) == draw_folds(ROWS) != draw_folds(ROWS, seed=1)


def test_families_come_by_size():
    assert families_of(ROWS) == ["large", "small"]


def test_read_rows_takes_pairs_with_and_without_a_family(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"original": "a", "spun": "b", "family": "F"}\n\n{"original": "c", "spun": "d"}\n')
    assert read_rows(path) == [Row("a", "b", "F"), Row("c", "d", "one family")]


@pytest.mark.parametrize("line", ['{"original": "a"}', "no JSON", "[1]"])
def test_read_rows_names_the_line_that_is_no_pair(tmp_path, line):
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"original": "a", "spun": "b"}\n' + line)
    with pytest.raises(InputError, match="line 2"):
        read_rows(path)


def test_read_rows_says_what_is_missing(tmp_path):
    with pytest.raises(InputError, match="--pairs"):
        read_rows(tmp_path / "none.jsonl")


def test_read_texts_joins_spins_of_one_original(tmp_path):
    path = tmp_path / "texts.jsonl"
    ids = ("pages-guitarzxc-seo", "pages-blogdeb-seo", "other")
    path.write_text("".join(json.dumps({"id": name, "text": "a b", "family": "F"}) + "\n" for name in ids))
    first, second, third = read_texts(path)
    assert first.cluster == second.cluster != third.cluster
    assert (first.text, first.family) == ("a b", "F")


def test_read_texts_says_what_is_missing(tmp_path):
    with pytest.raises(InputError, match="--texts"):
        read_texts(tmp_path / "none.jsonl")
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": 1}')
    with pytest.raises(InputError, match="line 1"):
        read_texts(path)

import json
from collections import Counter

import pytest
from fidelity import samples
from fidelity.samples import Row, draw_folds, families_of, read_rows, read_sentences

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


def test_sentences_are_distinct_and_neither_short_nor_long(tmp_path, monkeypatch):
    long = " ".join(["word"] * 12) + "."
    texts = [f"Too short. {long} {long}", f"Another {long}", " ".join(["word"] * 99)]
    monkeypatch.setattr(samples, "NEWS", tmp_path / "news.jsonl")
    samples.NEWS.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    sentences, name = read_sentences(10)
    assert (sorted(sentences), name) == ([f"Another {long}", long], "news.jsonl")
    assert read_sentences(1)[0] == sentences[:1]

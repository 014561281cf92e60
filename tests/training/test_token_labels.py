import pickle
from functools import cache

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from training.drawn_pairs import make_table, mark_characters, tables
from training.tokenizers_of_tests import KINDS, train

from pipelines.errors import ConfigError, InputError
from pipelines.training.token_labels import IGNORED, make_token_labels
from schemas import PAIRS

SIDES = ("spun", "clean")
trained = cache(train)


def slow_trim(text, start, end):
    part = text[start:end]
    if not part.strip():
        return start, end
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def slow_windows(tokenizer, text, marks, scheme):
    """(input_ids, labels) of each window, a character at a time."""
    first = tokenizer.encode(text)
    for window in [first, *first.overflowing]:
        labels, last = [], None
        for span, special in zip(window.offsets, window.special_tokens_mask, strict=True):
            start, end = slow_trim(text, *span)
            inside = [i for i in range(start, end) if marks[i] is not None]
            edit = marks[inside[0]] if inside and not special else None
            goes_on = edit is not None and (edit == last or (start and marks[start - 1] == edit == marks[start]))
            label = 0 if edit is None else 2 if goes_on and scheme == "bio" else 1
            labels.append(IGNORED if special else label)
            last = edit
        yield window.ids, labels


@pytest.mark.parametrize("kind", KINDS)
@given(table=tables, scheme=st.sampled_from(["io", "bio"]), side=st.sampled_from(SIDES), size=st.integers(4, 9))
def test_labels_are_those_of_the_slow_twin_in_all_windows(kind, table, scheme, side, size):
    tokenizer = trained(kind)
    done = make_token_labels(tokenizer, scheme=scheme, side=side, max_length=size, stride=1)(table).to_pylist()
    cut = type(tokenizer).from_str(tokenizer.to_str())
    cut.enable_truncation(size, stride=1)
    slow = [
        {"pair_id": row["pair_id"], "window": i, "input_ids": ids, "attention_mask": [1] * len(ids), "labels": labels}
        for row in table.to_pylist()
        for i, (ids, labels) in enumerate(slow_windows(cut, row[side], mark_characters(row, side), scheme))
    ]
    assert done == slow


@pytest.mark.parametrize("kind", KINDS)
@given(table=tables, size=st.sampled_from([None, 5, 8]))
def test_every_swapped_character_is_in_a_labelled_token_and_none_is_in_another(kind, table, size):
    tokenizer = trained(kind)
    rows = make_token_labels(tokenizer, max_length=size, stride=2 if size else 0)(table).to_pylist()
    cut = type(tokenizer).from_str(tokenizer.to_str())
    if size:
        cut.enable_truncation(size, stride=2)
    for row in table.to_pylist():
        marks = mark_characters(row, "spun")
        first = cut.encode(row["spun"])
        labels = [found["labels"] for found in rows if found["pair_id"] == row["pair_id"]]
        for window, found in zip([first, *first.overflowing], labels, strict=True):
            for (start, end), label in zip(window.offsets, found, strict=True):
                text = row["spun"][start:end]
                swapped = [mark is not None for mark in marks[start:end]]
                if label == 1:
                    assert any(swapped)
                elif label == 0:
                    # Of an unlabelled token at most the space beside its word is inside an edit.
                    assert not any(
                        is_in and (not sign.isspace() or not text.strip())
                        for is_in, sign in zip(swapped, text, strict=True)
                    )


def test_a_word_is_labelled_in_all_its_tokens_and_its_neighbours_in_none():
    table = make_table([("The ", [(("council", "authorities"), " will vote")])])
    tokenizer = trained("byte_bpe")
    (row,) = make_token_labels(tokenizer, scheme="bio")(table).to_pylist()
    tokens = [tokenizer.id_to_token(number) for number in row["input_ids"]]
    labelled = [token for token, label in zip(tokens, row["labels"], strict=True) if label > 0]
    assert "".join(labelled) == "Ġauthorities"
    assert [label for label in row["labels"] if label > 0] == [1] + [2] * (len(labelled) - 1)
    assert (row["labels"][0], row["labels"][-1]) == (IGNORED, IGNORED)


def test_padding_and_truncation_of_the_callers_tokenizer_are_left_out_and_kept():
    tokenizer = train("wordpiece")
    tokenizer.enable_padding(length=50)
    tokenizer.enable_truncation(4)
    before = tokenizer.to_str()
    table = make_table([("The council will vote on Monday ", [(("new", "brand-new"), " link")])])
    (row,) = make_token_labels(tokenizer)(table).to_pylist()
    assert row["attention_mask"] == [1] * len(row["labels"])
    assert 1 in row["labels"]
    assert tokenizer.to_str() == before


class Fast:
    """A fast tokenizer of transformers, as far as Spindle uses it."""

    def __init__(self, backend):
        self.backend_tokenizer = backend


def test_a_fast_tokenizer_of_transformers_is_the_one_behind_it():
    table = make_table([("The ", [(("council", "authorities"), " will vote")])])
    tokenizer = trained("unigram")
    assert make_token_labels(Fast(tokenizer))(table) == make_token_labels(tokenizer)(table)


def test_a_ready_made_tokenizer_is_the_one_behind_it():
    table = make_table([("The ", [(("council", "authorities"), " will vote")])])
    tokenizer = trained("byte_bpe")
    from tokenizers.implementations import BaseTokenizer

    assert make_token_labels(BaseTokenizer(tokenizer))(table) == make_token_labels(tokenizer)(table)


def test_the_function_can_be_pickled_and_its_bytes_are_stable():
    tokenizer = trained("wordpiece")
    first, second = (pickle.dumps(make_token_labels(tokenizer, max_length=8)) for _ in range(2))
    assert first == second
    assert pickle.loads(first) == make_token_labels(tokenizer, max_length=8)  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"scheme": "iobes"}, "scheme io or bio"),
        ({"side": "both"}, "got 'io' and 'both'"),
        ({"max_length": 6, "stride": 4}, "without the 2 special tokens, got stride 4 and max_length 6"),
        ({"max_length": 2}, "max_length 2"),
        ({"max_length": 9, "stride": -1}, "stride -1"),
        ({"scheme": ["io"]}, "scheme io or bio"),
        ({"max_length": 512.0}, "whole number of tokens as max_length, got 512.0"),
        ({"max_length": 9, "stride": "3"}, "whole number of tokens as stride, got '3'"),
    ],
)
def test_options_that_cannot_work_are_errors(options, words):
    with pytest.raises(ConfigError, match=words):
        make_token_labels(trained("wordpiece"), **options)


def test_a_tokenizer_without_offsets_is_an_error():
    with pytest.raises(ConfigError, match=r"expected a fast tokenizer.*got function"):
        make_token_labels(lambda text: text.split())


def test_a_tokenizer_without_a_limit_gives_whole_texts():
    """Those of transformers have a model_max_length of 1e30 then."""
    table = make_table([("The ", [(("council", "authorities"), " will vote")])])
    tokenizer = trained("wordpiece")
    assert make_token_labels(tokenizer, max_length=int(1e30))(table) == make_token_labels(tokenizer)(table)


def test_a_tokenizer_with_parts_in_python_is_an_error():
    from tokenizers.pre_tokenizers import PreTokenizer

    tokenizer = train("wordpiece")
    tokenizer.pre_tokenizer = PreTokenizer.custom(object())
    with pytest.raises(ConfigError, match=r"a tokenizer that can be saved.*Custom PreTokenizer"):
        make_token_labels(tokenizer)


def test_a_text_that_was_cut_is_an_error_and_none_an_empty_one():
    """Else the next text would have the labels of its edits."""
    (row,) = make_table([("The ", [(("council", "authorities"), " will vote")])]).to_pylist()
    label = make_token_labels(trained("wordpiece"))
    with pytest.raises(InputError, match="inside the spun text of 9 characters, got one from 4 to 15"):
        label(pa.Table.from_pylist([row | {"spun": row["spun"][:9]}, row]))
    nothing = {"spun": None, "edits": None}
    tokens = label(pa.Table.from_pylist([row | nothing, row], schema=PAIRS))
    assert tokens["labels"].to_pylist() == [[IGNORED] * 2, *label(pa.Table.from_pylist([row]))["labels"].to_pylist()]

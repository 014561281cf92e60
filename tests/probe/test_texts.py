import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from probe.planted import make_pair, make_table
from training import drawn_pairs

from pipelines.engine.tokens import count_tokens
from pipelines.probe import texts as texts_module
from pipelines.probe.texts import batch_borders, count_words, cut_texts, first_words
from pipelines.training.classification import make_classification

texts = st.lists(st.text(alphabet="ab é📈'.\n-1", max_size=30), max_size=6)


@given(texts, st.integers(1, 5))
def test_the_first_words_are_a_prefix_with_so_many_words(strings, n_words):
    array = pa.array(strings, pa.string())
    found = first_words(array, n_words).to_pylist()
    counts = count_tokens(array).tolist()
    for text, cut, number in zip(strings, found, counts, strict=True):
        assert text.startswith(cut)
        assert count_tokens(pa.array([cut])).tolist() == [min(number, n_words)]
        assert cut == text if number <= n_words else cut[-1].isalnum()


@given(drawn_pairs.tables)
def test_texts_are_those_of_the_classification(pairs):
    for granularity in ("sentence", "paragraph"):
        found, expected = cut_texts(pairs, granularity), make_classification(granularity)(pairs)
        ids = pairs["pair_id"].take(pa.array(found.row)).to_pylist()
        rows = zip(found.texts.to_pylist(), found.is_spun.tolist(), ids, strict=True)
        columns = (expected[name].to_pylist() for name in ("text", "label", "pair_id"))
        assert sorted(rows) == sorted((text, bool(label), i) for text, label, i in zip(*columns, strict=True))


def test_articles_end_after_150_words_and_need_an_edit_before():
    late = make_pair(0, sentences=20)
    early, behind = late["edits"][:1], late["edits"][-1:]
    rows = []
    for number, edits in enumerate((early, behind)):
        edit = edits[0]
        spun = late["clean"][: edit["clean_start"]] + edit["replacement"] + late["clean"][edit["clean_end"] :]
        rows.append(late | {"pair_id": f"p{number}", "spun": spun, "edits": []})
    found = cut_texts(make_table(rows), "article")
    assert found.row.tolist() == [0, 0]
    assert count_words(found.texts).tolist() == [150, 150]
    assert found.is_spun.tolist() == [False, True]
    assert "harbourzz" in found.texts[1].as_py()


def test_batches_hold_every_text_once_in_order(monkeypatch):
    monkeypatch.setattr(texts_module, "BATCH_BYTES", 10)
    borders = batch_borders(pa.array(["a" * 7, "b" * 7, "c" * 25, "", "d"]))
    assert [number for start, end in borders for number in range(start, end)] == [0, 1, 2, 3, 4]
    assert len(borders) > 1
    assert batch_borders(pa.array([], pa.string())) == []

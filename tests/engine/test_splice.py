import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine import splice as module
from pipelines.engine.buffers import cut, view_texts
from pipelines.engine.splice import Replacements, cut_out, differs, in_code_points, splice

pytestmark = pytest.mark.usefixtures("either_way")


@st.composite
def swaps(draw):
    """Texts, and for each a list of (start, end, replacement) in code points, sorted and disjoint."""
    texts = draw(many_texts)
    edits = []
    for text in texts:
        borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
        spans = zip(borders[0::2], borders[1::2], strict=False)
        edits.append([(start, end, draw(st.sampled_from(["", "x", "água ☔", "📈"]))) for start, end in spans])
    return texts, edits


def run(texts, edits):
    viewed = view_texts(pa.array(texts, pa.string()))
    flat = [(i, *edit) for i, row in enumerate(edits) for edit in row]
    at = [[viewed.offsets[i] + len(texts[i][:edit[j]].encode()) for i, *edit in flat] for j in (0, 1)]  # fmt: skip
    starts, ends = (np.array(column, np.int64) for column in at)
    owner = np.array([i for i, *_ in flat], np.int64)
    strings = sorted({new for *_, new in flat})
    chosen = np.array([strings.index(new) for *_, new in flat], np.int64)
    return flat, splice(viewed, starts, ends, owner, Replacements(view_texts(pa.array(strings, pa.string())), chosen))


def strings_of(texts):
    return cut(texts.data, texts.offsets).to_pylist()


@settings(max_examples=80, deadline=None)
@given(swaps())
def test_splice_equals_the_slow_version(request):
    texts, edits = request
    spun_texts, slow = [], []
    for text, row in zip(texts, edits, strict=True):
        spun, at = "", 0
        for start, end, new in row:
            spun += text[at:start]
            slow.append((len(spun), len(spun) + len(new)))
            spun, at = spun + new, end
        spun_texts.append(spun + text[at:])
    flat, done = run(texts, edits)
    owner = np.array([i for i, *_ in flat], np.int64)
    assert strings_of(done.texts) == spun_texts
    spans = in_code_points(done.texts, owner, done.starts, done.ends)
    assert list(zip(*(border.tolist() for border in spans), strict=True)) == slow
    assert [new for *_, new in flat] == cut_out(done.texts.data, done.starts, done.ends).to_pylist()


@settings(max_examples=80, deadline=None)
@given(swaps())
def test_differs_where_a_replacement_is_another_string(request):
    texts, edits = request
    viewed, (flat, done) = view_texts(pa.array(texts, pa.string())), run(texts, edits)
    before = [
        viewed.offsets[i] + np.array([len(texts[i][:border].encode()) for border in span]) for i, *span, _ in flat
    ]
    before = np.array(before, np.int64).reshape(-1, 2)
    originals = viewed.data, before[:, 0], before[:, 1]
    found = differs(originals, (done.texts.data, done.starts, done.ends))
    assert found.tolist() == [texts[i][start:end] != new for i, start, end, new in flat]
    assert not differs(originals, originals).any()


def test_splice_without_edits_gives_the_texts():
    assert strings_of(run(["rain", "", "é"], [[], [], []])[1].texts) == ["rain", "", "é"]


def test_splice_refuses_what_arrow_could_not_hold(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    assert strings_of(run(["heavy"], [[(0, 5, "light")]])[1].texts) == ["light"]
    with pytest.raises(ValueError, match=r"at most 10 bytes .* got 11: give fewer texts at once"):
        run(["heavy"], [[(0, 5, "lights")]])

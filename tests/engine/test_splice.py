import numpy as np
import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.engine import splice as module
from pipelines.engine.buffers import cut, view_texts
from pipelines.engine.splice import cut_out, in_code_points, splice

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
    return flat, splice(viewed, starts, ends, owner, pa.array([new for *_, new in flat], pa.string()))


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


def test_splice_without_edits_gives_the_texts():
    assert strings_of(run(["rain", "", "é"], [[], [], []])[1].texts) == ["rain", "", "é"]


def test_splice_refuses_what_arrow_could_not_hold(monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 10)
    assert strings_of(run(["heavy"], [[(0, 5, "light")]])[1].texts) == ["light"]
    with pytest.raises(ValueError, match=r"at most 10 bytes .* got 11: give fewer texts at once"):
        run(["heavy"], [[(0, 5, "lights")]])

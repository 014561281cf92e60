"""Clean texts in, spun texts and their edits out, with nlpaug in the engine's place.

Here texts are taken one by one, and words too: nlpaug is made so, and slow enough that arrays would gain nothing.
"""

import random
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.engine import Rules, Spans, SpunTexts
from pipelines.engine.buffers import view_texts
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.hold_out import HoldOut
from pipelines.engine.tokens import find_tokens
from pipelines.spinners.nlpaug.protect import find_open
from pipelines.spinners.nlpaug.step import Augmenter
from pipelines.spinners.nlpaug.sweep import Cell, sweep, token_points
from pipelines.spinners.nlpaug.tools import Tool, load_flow
from schemas import EDIT

Edit = dict[str, Any]

# nlpaug draws from the process's generators, and NLTK's WordNet must not be read by two threads at once.
LOCK = threading.Lock()


def spin_with_nlpaug(
    texts: pa.StringArray,
    keys: Keys,
    rates: Floats,
    flow: Sequence[Augmenter],
    rules: Rules | None = None,
    *,
    kept: Spans | None = None,
    hold_out: HoldOut | None = None,
) -> SpunTexts:
    """Spin each text once with a flow of augmenters, one after the other.

    keys   uint64 [m]: decides all random choices of a text; texts do not influence each other
    rates  float64 [m]: share of the words of each text to change, 0-1
    rules  what may not change: names, quotations, hyphenated, glossary and min_letters, besides numbers and
           addresses; None: anything may
    kept   words that may not change, besides those that the rules protect
    hold_out  which replacements may be put, each as the whole edit reads; None: all
    As many words are changed as rate * n_words says, rounded to a whole number (a half, up), and never more; less
    where the augmenters find no more words. Augmenters share the rate evenly, and a later one takes over what an
    earlier one left. A source names all that had a hand in the edit: nlpaug.SpellingAug+KeyboardAug.
    Raises ConfigError for a flow that cannot work.
    """
    tools = load_flow(flow)
    clean = view_texts(texts)
    tokens = find_tokens(clean)
    is_open = find_open(clean, tokens, rules, kept).tolist()
    starts, ends = (token_points(clean, tokens, positions).tolist() for positions in (tokens.starts, tokens.ends))
    rooms = np.floor(rates * tokens.counts + 0.5).astype(np.int64).tolist()
    spun, edits, n_swapped_words = [], [], []
    with LOCK, _own_randomness():
        for index, text in enumerate(texts.to_pylist()):
            span = range(tokens.offsets[index], tokens.offsets[index + 1])
            cells = [Cell(starts[i], ends[i], text[starts[i] : ends[i]], 1, is_open[i]) for i in span]
            cells = _run(text, cells, flow, tools, key=int(keys[index]), room=rooms[index], hold_out=hold_out)
            swaps = [cell for cell in cells if cell.now != text[cell.start : cell.end]]
            written, edits_of_text = _write(text, swaps)
            spun.append(written)
            edits.append(edits_of_text)
            n_swapped_words.append(sum(cell.n_words for cell in swaps))
    return SpunTexts(
        spun=pa.array(spun, pa.string()),
        edits=pa.array(edits, pa.list_(EDIT)),
        n_words=tokens.counts,
        n_swaps=np.array([len(edits_of_text) for edits_of_text in edits], np.int64),
        n_swapped_words=np.array(n_swapped_words, np.int64),
    )


@contextmanager
def _own_randomness() -> Iterator[None]:
    """Leave the process's generators as they were."""
    torch = sys.modules.get("torch")  # its generator matters only if an augmenter has loaded it
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - it is nlpaug that draws from it
    torch_state = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(numpy_state)  # noqa: NPY002
        if torch:
            torch.set_rng_state(torch_state)


def _run(
    text: str,
    cells: list[Cell],
    flow: Sequence[Augmenter],
    tools: list[Tool],
    *,
    key: int,
    room: int,
    hold_out: HoldOut | None,
) -> list[Cell]:
    """The cells after all augmenters that have their chance."""
    chances = random.Random(f"spindle nlpaug {key}")  # noqa: S311 - nothing secret
    turns = [place for place, part in enumerate(flow) if chances.random() < part.chance]
    for turn, place in enumerate(turns):
        left = room - sum(cell.n_words for cell in cells if cell.passes)
        _seed(f"spindle nlpaug {key} {place}")
        cells = sweep(text, cells, tools[place], -(-left // (len(turns) - turn)), hold_out=hold_out)
    return cells


def _seed(name: str) -> None:
    """Seed all generators that augmenters draw from; a string seeds the same on any machine."""
    random.seed(name)
    np.random.seed(random.getrandbits(32))  # noqa: NPY002
    if torch := sys.modules.get("torch"):
        torch.manual_seed(random.getrandbits(63))


def _write(text: str, swaps: list[Cell]) -> tuple[str, list[Edit]]:
    """The spun text, and the changed cells as the contract has edits."""
    spun, edits, at = "", [], 0
    for cell in swaps:
        spun += text[at : cell.start]
        edits.append(
            {
                "clean_start": cell.start,
                "clean_end": cell.end,
                "spun_start": len(spun),
                "spun_end": len(spun) + len(cell.now),
                "original": text[cell.start : cell.end],
                "replacement": cell.now,
                "kind": "word" if cell.n_words == 1 else "phrase",
                "source": "nlpaug." + "+".join(cell.names),
                "passes": cell.passes,
            }
        )
        spun += cell.now
        at = cell.end
    return spun + text[at:], edits

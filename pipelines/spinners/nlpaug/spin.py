"""Clean texts in, spun texts and their edits out, written by nlpaug instead of the engine.

Texts and words are processed one by one: nlpaug works that way, and is so slow that arrays would gain nothing.
"""

import random
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

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

# nlpaug draws from the generators of the process, and two threads must not read NLTK's WordNet at once.
LOCK = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """The words that may change, and their replacements.

    rules      protect names, quotations, hyphenated words, a glossary and words below min_letters, besides numbers
               and addresses; None: no word is protected
    protected  spans that may not change, besides those that the rules protect
    hold_out   the replacements allowed, each as the whole edit reads; None: all
    """

    rules: Rules | None = None
    protected: Spans | None = None
    hold_out: HoldOut | None = None


NO_LIMITS = Limits()


class FlowStep(NamedTuple):
    """One augmenter of a flow, and the share of the texts that it is run on."""

    tool: Tool
    chance: float


def spin_with_nlpaug(
    texts: pa.StringArray,
    keys: Keys,
    rates: Floats,
    flow: Sequence[Augmenter],
    limits: Limits = NO_LIMITS,
) -> SpunTexts:
    """Spin each text once with a flow of augmenters, one after the other.

    keys    uint64 [m]: the seeds of all random choices of a text; texts do not influence each other
    rates   float64 [m]: share of the words of each text to change, 0-1
    limits  the words that may change, and their replacements
    rate * n_words words are changed, rounded to a whole number (a half, up), never more; fewer where the augmenters
    find no more words. Augmenters share the rate evenly, and a later one takes over what an earlier one left. The
    `origin` of an edit names all augmenters that took part in it: nlpaug.SpellingAug+KeyboardAug.
    Raises ConfigError for a flow that cannot work.
    """
    steps = [FlowStep(tool, augmenter.chance) for tool, augmenter in zip(load_flow(flow), flow, strict=True)]
    clean = view_texts(texts)
    tokens = find_tokens(clean)
    is_open = find_open(clean, tokens, limits.rules, limits.protected).tolist()
    starts, ends = (token_points(clean, tokens, positions).tolist() for positions in (tokens.starts, tokens.ends))
    rooms = np.floor(rates * tokens.counts + 0.5).astype(np.int64).tolist()
    spun, edits, n_swapped_words = [], [], []
    with LOCK, _own_randomness():
        for index, text in enumerate(texts.to_pylist()):
            span = range(tokens.offsets[index], tokens.offsets[index + 1])
            cells = [Cell(starts[i], ends[i], text[starts[i] : ends[i]], 1, is_open[i]) for i in span]
            cells = _run(text, cells, steps, key=int(keys[index]), room=rooms[index], hold_out=limits.hold_out)
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
    """Restore the generators of the process at the end."""
    torch = sys.modules.get("torch")  # its generator matters only if an augmenter has loaded it
    state, numpy_state = random.getstate(), np.random.get_state()  # noqa: NPY002 - nlpaug draws from it
    torch_state = torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(state)
        np.random.set_state(numpy_state)  # noqa: NPY002
        if torch:
            torch.set_rng_state(torch_state)


def _run(
    text: str, cells: list[Cell], steps: Sequence[FlowStep], *, key: int, room: int, hold_out: HoldOut | None
) -> list[Cell]:
    """Return the cells after all augmenters that were drawn for the text."""
    chances = random.Random(f"spindle nlpaug {key}")  # noqa: S311 - nothing secret
    turns = [place for place, step in enumerate(steps) if chances.random() < step.chance]
    for turn, place in enumerate(turns):
        left = room - sum(cell.n_words for cell in cells if cell.passes)
        _seed(f"spindle nlpaug {key} {place}")
        cells = sweep(text, cells, steps[place].tool, -(-left // (len(turns) - turn)), hold_out=hold_out)
    return cells


def _seed(name: str) -> None:
    """Seed all generators that augmenters draw from; a string gives the same seed on any machine."""
    random.seed(name)
    np.random.seed(random.getrandbits(32))  # noqa: NPY002
    if torch := sys.modules.get("torch"):
        torch.manual_seed(random.getrandbits(63))


def _write(text: str, swaps: list[Cell]) -> tuple[str, list[Edit]]:
    """Return the spun text, and the changed cells as edits of the row contract."""
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
                "origin": "nlpaug." + "+".join(cell.names),
                "passes": cell.passes,
            }
        )
        spun += cell.now
        at = cell.end
    return spun + text[at:], edits

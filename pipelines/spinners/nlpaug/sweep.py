"""One augmenter over one text, on top of what earlier ones did.

A text is cut into cells: at first one for each word, later one for each changed stretch. A cell holds its span in the
clean text and its current text, so the edits of later augmenters refer to the clean text as well, and text outside all
cells (spaces, punctuation) cannot change.
"""

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import Ints, Texts, code_points, view_texts
from pipelines.engine.hold_out import HoldOut
from pipelines.engine.tokens import Tokens, find_tokens
from pipelines.spinners.nlpaug.rewrite import Unit, find_units, rewrite
from pipelines.spinners.nlpaug.split import Word, stretch
from pipelines.spinners.nlpaug.tools import Tool

# Attempts to get a held-out replacement: if a tenth of the words is held out, one or two of 16 random ones are.
TRIES = 16


class Cell(NamedTuple):
    """A stretch of the clean text.

    start, end  span in the clean text, in code points
    now         current text
    n_words     words of the clean text in it
    is_open     may change
    passes      number of augmenters that changed it, one on top of the other
    names       their names
    """

    start: int
    end: int
    now: str
    n_words: int
    is_open: bool
    passes: int = 0
    names: tuple[str, ...] = ()


def sweep(text: str, cells: list[Cell], tool: Tool, room: int, *, hold_out: HoldOut | None = None) -> list[Cell]:
    """Return the cells after the augmenter changed words in random order until `room` more words are changed.

    Words that were changed before may be changed again and take no room. Fewer words are changed only if none is left
    that the augmenter can change and that fits. Replacements that `hold_out` does not allow are refused; where it
    allows held-out words alone, the augmenter is asked up to TRIES times. Draws from the global generators.
    """
    words = list(find_words(text, cells))
    changed: dict[int, tuple[int, Cell]] = {}  # first cell of a change -> its last cell, and the merged cell
    taken = [False] * len(cells)
    tags = _tags(tool, words)
    units = find_units(tool, words)
    random.shuffle(units)
    for unit in units:
        if not room:
            break
        first, last = words[unit.first].cell, words[unit.last].cell
        cost = sum(cell.n_words for cell in cells[first : last + 1] if not cell.passes)
        if cost > room or any(taken[first : last + 1]):
            continue
        if tool.tagger:
            tool.tagger.tag = tags[unit.target]
        merged = _change(cells[first : last + 1], words, unit, tool, hold_out)
        if merged:
            changed[first] = last, merged
            taken[first : last + 1] = [True] * (last + 1 - first)
            room -= cost
    return list(_replace(cells, changed))


def _change(cells: list[Cell], words: list[Word], unit: Unit, tool: Tool, hold_out: HoldOut | None) -> Cell | None:
    """Return the cells as one, with the unit replaced; None if the augmenter changed nothing or nothing allowed."""
    for _ in range(TRIES if hold_out and hold_out.is_unseen else 1):
        new = rewrite(tool, words, unit)
        if not new or new == stretch(words, unit.first, unit.last):
            return None
        merged = _merge(cells, words, unit, new, tool.name)
        if hold_out is None or _is_allowed(merged.now, hold_out):
            return merged
    return None


@lru_cache(maxsize=1 << 16)
def _is_allowed(text: str, hold_out: HoldOut) -> bool:
    return bool(hold_out.allows(pa.array([text]))[0])


def find_words(text: str, cells: list[Cell]) -> Iterator[Word]:
    """Yield the current words of the text; the new text of a changed cell is split on its own."""
    changed = [index for index, cell in enumerate(cells) if cell.passes]
    spans = dict(zip(changed, _spans([cells[index].now for index in changed]), strict=True))
    gap, end = "", 0
    for index, cell in enumerate(cells):
        gap += text[end : cell.start]
        at, end = 0, cell.end
        for word_start, word_end in spans.get(index, ((0, len(cell.now)),)):
            gap += cell.now[at:word_start]
            yield Word(cell.now[word_start:word_end], gap, index, word_start, word_end, cell.is_open)
            gap, at = "", word_end
        gap += cell.now[at:]


def _spans(strings: list[str]) -> list[list[tuple[int, int]]]:
    """Return the spans of the tokens of each string, in code points."""
    if not strings:
        return []
    texts = view_texts(pa.array(strings, pa.string()))
    tokens = find_tokens(texts)
    starts, ends = (token_points(texts, tokens, positions) for positions in (tokens.starts, tokens.ends))
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    return [spans[first:last] for first, last in pairwise(tokens.offsets.tolist())]


def token_points(texts: Texts, tokens: Tokens, positions: Ints) -> Ints:
    """int64 [n]: byte positions, one of each token, as code points in its text."""
    origins = code_points(texts.data, texts.offsets)
    return np.asarray(code_points(texts.data, positions) - origins[tokens.text_index])


def _tags(tool: Tool, words: list[Word]) -> list[str]:
    """Return the part of speech of each word, tagged in its text with the punctuation, as taggers expect it."""
    if not tool.tagger or not words:
        return []
    pieces, places = [], []
    for word in words:
        pieces += word.gap.split()
        places.append(len(pieces))
        pieces.append(word.text)
    tagged = tool.tagger.tag_all(pieces)
    return [tagged[place][1] for place in places]


def _merge(cells: list[Cell], words: list[Word], unit: Unit, new: str, name: str) -> Cell:
    """Return the cells as one, with the unit's words replaced."""
    names = [known for cell in cells for known in cell.names]
    return Cell(
        start=cells[0].start,
        end=cells[-1].end,
        now=cells[0].now[: words[unit.first].start] + new + cells[-1].now[words[unit.last].end :],
        n_words=sum(cell.n_words for cell in cells),
        is_open=all(cell.is_open for cell in cells),  # the neighbour of a deleted word may be protected
        passes=max(cell.passes for cell in cells) + 1,
        names=tuple(dict.fromkeys([*names, name])),
    )


def _replace(cells: list[Cell], changed: dict[int, tuple[int, Cell]]) -> Iterator[Cell]:
    index = 0
    while index < len(cells):
        last, cell = changed.get(index, (index, cells[index]))
        yield cell
        index = last + 1

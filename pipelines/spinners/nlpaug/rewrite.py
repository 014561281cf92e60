"""One word, or a few words together, as an augmenter changes them.

nlpaug treats a single word as the first of a text and keeps its capital. For substitutions that is right anywhere.
Where it is wrong (insert, delete) the word is preceded by a full stop, which no augmenter changes.
"""

import re
from typing import NamedTuple

from pipelines.spinners.nlpaug.contextual import fill_mask
from pipelines.spinners.nlpaug.split import Word, stretch
from pipelines.spinners.nlpaug.tools import Tool

LEAD = "."
LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
MARKUP_GAP = re.compile(r"[<>]|&#?\Z")
# Characters that the checks on pairs do not allow in a replacement.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffd]")


class Unit(NamedTuple):
    """Words first : last + 1, which an augmenter changes together, and the one that it starts from."""

    first: int
    last: int
    target: int


def find_units(tool: Tool, words: list[Word]) -> list[Unit]:
    """Return all units that the augmenter may change, in the order of the words; units may overlap."""
    is_open = [word.is_open and len(word.text) >= tool.min_letters for word in words]
    opened = [index for index, word_is_open in enumerate(is_open) if word_is_open]
    if tool.phrases:
        return [
            Unit(first, last, first)
            for first in opened
            for last in range(first, min(first + tool.n_most, len(words)))
            if all(is_open[first : last + 1]) and stretch(words, first, last).lower() in tool.phrases
        ]
    if not tool.is_char and tool.action == "swap":
        pairs = [index for index in opened if index + 1 < len(words) and is_open[index + 1]]
        return [Unit(index, index + 1, index) for index in pairs if not LINE_END.search(words[index + 1].gap)]
    if not tool.is_char and tool.action == "delete":
        units = [_with_neighbour(words, index) for index in opened] if len(words) > 1 else []
        return [unit for unit in units if not _touches_markup(words, unit)]
    return [Unit(index, index, index) for index in opened]


def _with_neighbour(words: list[Word], index: int) -> Unit:
    """Return a word to delete with the neighbour that stays in its place: a replacement may not be empty.

    Preferably a neighbour across a single space, since the space is deleted too; then one that may change; then one on
    the same line.
    """

    def drawback(last: int) -> tuple[bool, bool, bool]:
        gap, neighbour = words[last].gap, words[last if last > index else index - 1]
        return not _is_blank(gap), not neighbour.is_open, LINE_END.search(gap) is not None

    last = min((last for last in (index + 1, index) if 0 < last < len(words)), key=drawback)
    return Unit(last - 1, last, index)


def _touches_markup(words: list[Word], unit: Unit) -> bool:
    """One of the two words is protected, and the gap between them is that of a tag or an entity."""
    is_open = words[unit.first].is_open and words[unit.last].is_open
    return not is_open and MARKUP_GAP.search(words[unit.last].gap) is not None


def _is_blank(gap: str) -> bool:
    return not gap.strip(" \t\u00a0")


def rewrite(tool: Tool, words: list[Word], unit: Unit) -> str | None:
    """Return the replacement of the unit's words, or None if the augmenter leaves them alone."""
    if tool.name == "ContextualWordEmbsAug":
        answer = fill_mask(tool.augmenter, words, unit.target)
        return None if answer is None or CONTROL.search(answer) else answer
    if tool.is_char or tool.action == "substitute":
        return _substitute(tool, words, unit)
    if tool.action == "delete":
        return _delete(tool, words, unit)
    if tool.action == "swap":
        return _swap(tool, words, unit)
    word = words[unit.target].text
    has_lead = tool.action == "insert" and unit.target > 0
    made = _ask(tool, LEAD, word)[1:] if has_lead else _ask(tool, word)
    return " ".join(made) if len(made) == 2 else None


def _substitute(tool: Tool, words: list[Word], unit: Unit) -> str | None:
    made = _ask(tool, stretch(words, unit.first, unit.last))
    if len(made) != 1:
        return None
    if tool.name == "ReservedAug" and not tool.augmenter.case_sensitive:
        # It takes the capital from its list, not from the text.
        return str(tool.augmenter.align_capitalization(words[unit.first].text, made[0]))
    return made[0]


def _delete(tool: Tool, words: list[Word], unit: Unit) -> str | None:
    word, other = words[unit.target], words[unit.first + unit.last - unit.target]
    if _ask(tool, LEAD, word.text) != [LEAD]:
        return None
    neighbour = other.text
    if unit.target == 0 and other.is_open:
        neighbour = tool.augmenter.align_capitalization(word.text, neighbour)
    gap = words[unit.last].gap
    left = "" if _is_blank(gap) else gap
    return left + neighbour if unit.target == unit.first else neighbour + left


def _swap(tool: Tool, words: list[Word], unit: Unit) -> str | None:
    pair = [words[unit.first].text, words[unit.last].text]
    made = _ask(tool, *pair)
    if made == pair or len(made) != 2:
        return None
    # Only at the start of a text does the capital stay in its position.
    return words[unit.last].gap.join(made if unit.first == 0 else pair[::-1])


def _ask(tool: Tool, *words: str) -> list[str]:
    """Return the words after the augmenter's action; the same words if it changed nothing."""
    made = getattr(tool.augmenter, tool.action)("\n".join(words))
    # Without a change nlpaug returns its input as a string.
    return made if isinstance(made, list) and not CONTROL.search("".join(made)) else list(words)

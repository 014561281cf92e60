"""The engine, slow and obvious: plain Python, one text at a time, one word at a time.

What `pipelines.engine` computes with arrays must equal this exactly. A lexicon here is a dict
{unit: (propensity, [(candidate, weight), ...])}, candidates best first, with the unit's kind behind if it is special.
"""

import itertools
import math
import re
import unicodedata
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from draws import (
    CHOOSE,
    RANK,
    SKIP,
    STEADY,
    candidates_of,
    choose,
    pass_key,
    place_of,
    random_bits,
    run_of,
    thin_slots,
    wait,
)
from draws import propensity as propensity_by_taste

from pipelines.engine.articles import NO_VOWEL, VOWEL, VOWELS
from pipelines.engine.lexicon import index_lexicon
from pipelines.engine.plan import SHARED
from schemas import LEXICON

APOSTROPHES = "'\u2019"
JOINERS = APOSTROPHES + "\u00ad\u200c\u200d\u2060"
ABBREVIATIONS = set(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905
)
CONTRACTED = set("it he she that this there here what who where when how why let".split())  # noqa: SIM905


@dataclass
class Token:
    start: int  # in code points
    end: int
    word: str
    has_clitic: bool

    @property
    def lower(self):
        return "".join(map(lower, self.word))

    @property
    def case(self):
        if len(self.word) >= 2 and any(map(is_capital, self.word)) and not any(map(is_small, self.word)):
            return "upper"
        return "title" if is_capital(self.word[0]) else "lower"


def is_capital(character):
    return unicodedata.category(character) == "Lu" or lower(character) != character


def is_small(character):
    return unicodedata.category(character) == "Ll" or upper(character) != character


def lower(character):
    return character.lower()[0]  # simple case mapping: a character stays one


def upper(character):
    return character.upper() if len(character.upper()) == 1 else character


def make_lexicon(entries):
    """The lexicon of the engine from {unit: (propensity, [(candidate, weight), ...])}."""
    return index_lexicon(lexicon_table(entries))


def lexicon_table(entries):
    """The same as a table of schemas.LEXICON."""
    rows = [
        {
            "unit": unit,
            "propensity": propensity,
            "candidate": candidate,
            "weight": weight,
            "source": "moby",
            "kind": kind_of(unit, entries),
            "sources": 1,
            "zipf": 80,
            "agrees": True,
        }
        for unit, (propensity, candidates, *_) in sorted(entries.items(), key=lambda entry: entry[0].encode())
        for candidate, weight in candidates
    ]
    columns = [pa.array([row[field.name] for row in rows], field.type.value_type).dictionary_encode().cast(field.type)
               if pa.types.is_dictionary(field.type) else pa.array([row[field.name] for row in rows], field.type)
               for field in LEXICON]  # fmt: skip
    return pa.table(columns, schema=LEXICON)


def kind_of(unit, entries):
    return entries[unit][2] if len(entries[unit]) > 2 else "phrase" if " " in unit else "word"


# Tokens


def is_word(character):
    category = unicodedata.category(character)
    return category[0] in "LMN" and category != "Me" and not "\ufe00" <= character <= "\ufe0f"


def find_tokens(text):
    kinds = "".join("w" if is_word(c) else "j" if c in JOINERS else " " for c in text)
    tokens = []
    for match in re.finditer("w+(jw+)*", kinds):
        start, end = match.span()
        has_clitic = end - start > 2 and text[end - 2] in APOSTROPHES and text[end - 1] in "sS"
        end -= 2 * has_clitic
        tokens.append(Token(start, end, text[start:end], has_clitic))
    return tokens


def gap_before(text, tokens, i):
    return text[tokens[i - 1].end if i else 0 : tokens[i].start]


# Rules


@dataclass(frozen=True)
class Lists:
    """What the engine takes as tables of phrases, and spans of the text that are kept, in code points."""

    glossary: tuple = ()
    gazetteer: tuple | None = None
    given_names: tuple = ()


NO_LISTS = Lists()


def find_protected(text, tokens, rules, lists=NO_LISTS, *, lexicon=None, kept=()):
    names = find_names(text, tokens, rules, lists, lexicon or {})
    listed = find_listed(tokens, lists.glossary)
    return [
        (has_number(token) and not (rules.digits and is_plain_number(text, token)))
        or (token.has_clitic and token.lower in CONTRACTED)
        or is_address(text, token)
        or (rules.names and names[i])
        or (rules.quotations and is_quoted(text, token))
        or (rules.hyphenated and "-" in text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1])
        or listed[i]
        or any(start < token.end and end > token.start and start < end for start, end in kept)
        for i, token in enumerate(tokens)
    ]


def has_number(token):
    return any(unicodedata.category(c)[0] == "N" for c in token.word)


def is_digits(word):
    return bool(re.fullmatch("[0-9]+", word))


def is_plain_number(text, token):
    before, after = text[: token.start], text[token.end :]
    return bool(
        is_digits(token.word) and re.search(r"(^|[ \n\r])\Z", before) and re.match(r"[.,;:!?)]?([ \n\r]|\Z)|%", after)
    )


def find_listed(tokens, entries):
    """Which tokens are inside an entry of a list."""
    listed = [False] * len(tokens)
    for entry in entries:
        words = [token.lower for token in find_tokens(entry)]
        for i in range(len(tokens)):
            if words and [token.lower for token in tokens[i : i + len(words)]] == words:
                listed[i : i + len(words)] = [True] * len(words)
    return listed


def find_names(text, tokens, rules, lists, lexicon):
    """Which tokens the name rule protects."""
    like_name = [is_name(text, tokens, i) for i in range(len(tokens))]
    known = find_listed(tokens, lists.gazetteer or ())
    given = find_listed(tokens, lists.given_names)
    names = []
    for i, token in enumerate(tokens):
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(tokens) and gap_before(text, tokens, max(i, j)) == " "]
        after_given = any(like_name[j] and given[j] for j in beside if j < i)
        is_known = lists.gazetteer is None or token.case == "upper" or known[i] or after_given
        is_homograph = token.case == "title" and token.lower in lexicon and kind_of(token.lower, lexicon) == "homograph"
        is_lone = is_homograph and not known[i] and not any(like_name[j] for j in beside)
        names.append(like_name[i] and is_known and not (rules.homographs and is_lone))
    return names


def begins_sentence(text, tokens, i):
    gap = gap_before(text, tokens, i)
    if i == 0 or any(c in "\n\r!?" for c in gap):
        return True
    if any(c in ",;:" for c in gap) and gap[-1] in '"“':
        return True
    before = tokens[i - 1].word
    is_initial = len(before) == 1 and unicodedata.category(before)[0] != "N"
    return "." in gap and not is_initial and tokens[i - 1].lower not in ABBREVIATIONS


def is_name(text, tokens, i):
    token = tokens[i]
    if token.case == "upper":
        return True
    if token.case == "lower":
        return False
    if not begins_sentence(text, tokens, i):
        return True
    same = [j for j in range(len(tokens)) if tokens[j].lower == token.lower]
    return any(tokens[j].case != "lower" and not begins_sentence(text, tokens, j) for j in same) and all(
        tokens[j].case != "lower" for j in same
    )


def is_address(text, token):
    start, end = token.start, token.end
    while start > 0 and text[start - 1] not in " \t\n\r\v\f":
        start -= 1
    while end < len(text) and text[end] not in " \t\n\r\v\f":
        end += 1
    return bool(re.search("[@#]|:/|[A-Za-z][.][A-Za-z]", text[start:end]))


def is_quoted(text, token):
    line = re.split("[\n\r]", text[: token.start])[-1]
    return line.count('"') % 2 == 1 or line.rfind("“") > line.rfind("”")


# Words: what is carried from pass to pass


@dataclass(frozen=True)
class Word:
    start: int  # in code points
    end: int
    lower: str
    case: str
    is_allowed: bool
    is_linked: bool  # one space to the next
    like_name: bool = False
    position: int | None = None  # in the clean text, if it is a word of that

    @property
    def is_fresh(self):
        return self.position is not None


def read_words(text, rules, lists=NO_LISTS, *, lexicon=None, kept=()):
    tokens = find_tokens(text)
    protected = find_protected(text, tokens, rules, lists, lexicon=lexicon, kept=kept)
    return [
        Word(
            start=token.start,
            end=token.end,
            lower=token.lower,
            case=token.case,
            is_allowed=not protected[i],
            is_linked=i + 1 < len(tokens) and gap_before(text, tokens, i + 1) == " ",
            like_name=is_name(text, tokens, i),
            position=i,
        )
        for i, token in enumerate(tokens)
    ]


def words_of_replacement(candidate, form, start, last_replaced):
    """The words of a candidate that is put at `start`; the last is followed by what followed the last replaced one."""
    tokens = find_tokens(candidate)
    words = []
    for i, token in enumerate(tokens):
        is_last = i + 1 == len(tokens)
        touches_next = token.end == len(candidate) and last_replaced.is_linked
        words.append(
            Word(
                start=start + token.start,
                end=start + token.end,
                lower=token.lower,
                case="upper" if form == "upper" else "title" if form == "title" and i == 0 else "lower",
                is_allowed=not has_number(token) and not (token.has_clitic and token.lower in CONTRACTED),
                is_linked=touches_next if is_last else gap_before(candidate, tokens, i + 1) == " ",
            )
        )
    return words


def begins_with_word(candidate):
    return bool(candidate) and is_word(candidate[0])


# Units


def find_units(words, lexicon, rules):
    """(first word, number of words, unit) of each slot."""
    phrases = []
    longest = max((unit.count(" ") + 1 for unit in lexicon), default=1)
    i = 0
    while i < len(words) and rules.phrases:
        for length in range(min(longest, len(words) - i), 1, -1):
            unit = " ".join(word.lower for word in words[i : i + length])
            together = all(word.is_linked for word in words[i : i + length - 1])
            if unit in lexicon and together and all(word.is_allowed for word in words[i : i + length]):
                phrases.append((i, length, unit))
                i += length - 1
                break
        i += 1
    held = {j for first, length, _ in phrases for j in range(first, first + length)}
    singles = [
        (i, 1, word.lower)
        for i, word in enumerate(words)
        if i not in held
        and word.is_allowed
        and word.lower in lexicon
        and (len(word.lower) >= rules.min_letters or is_digits(word.lower))
    ]
    return sorted(phrases + singles)


# Choosing


def draw_bits(key, number, first, entry, *, share, marks, purpose):
    """The random bits of a slot in a pass; those of a unit as a whole hold in all passes."""
    place = place_of(key, first, entry, share, marks)
    return random_bits(pass_key(key, number) if place == first else key, place, purpose)


def as_float32(number):
    return float(np.float32(number))


@dataclass(frozen=True)
class Taste:
    """A spinner (see draws.py), and the lexicon as the engine has it."""

    spinner: dict
    known: object

    def rules(self, rules):
        return replace(rules, **{name: self.spinner[name] for name in SHARED})


@dataclass
class Swap:
    first: int
    n_words: int
    unit: str
    wait: int
    candidate: str
    mends: bool = False  # the article before it is mended, so it belongs to the swap
    n_fresh: int = 0

    @property
    def after(self):
        return self.first + self.n_words

    @property
    def begin(self):
        return self.first - self.mends


def pick_swaps(swaps, room, cost):
    """From the first in rank on, all whose cost fits the room that is left."""
    picked = []
    for swap in sorted(swaps, key=lambda swap: (swap.wait, swap.first)):
        if cost(swap) <= room:
            picked.append(swap)
            room -= cost(swap)
    return picked


def pick_candidate(bits, candidates):
    number = (bits >> 32) * sum(weight for _, weight in candidates) >> 32
    for i, (_, weight) in enumerate(candidates):
        if number < weight:
            return i
        number -= weight
    raise AssertionError


def propose_swaps(words, key, number, *, lexicon, rules, taste):
    """A swap for each slot."""
    swaps, units = [], sorted(lexicon, key=str.encode)
    for first, length, unit in find_units(words, lexicon, rules):
        entry, candidates = units.index(unit), lexicon[unit][1][: rules.top]
        open_ones = taste and candidates_of(taste.known, entry)[: rules.top]
        if taste and choose(0, open_ones, taste.spinner) is None:
            continue
        propensity = propensity_by_taste(entry, taste.spinner, taste.known.propensities) if taste else lexicon[unit][0]
        if length > 1:
            propensity = as_float32(propensity) * as_float32(rules.phrases)
        if any(word.like_name for word in words[first : first + length]):
            propensity = as_float32(propensity) * as_float32(rules.entities)
        if as_float32(propensity) > 0:
            bits = draw_bits(key, number, first, entry, share=rules.consistency, marks=STEADY, purpose=CHOOSE)
            chosen = choose(bits, open_ones, taste.spinner) if taste else pick_candidate(bits, candidates)
            bits = draw_bits(key, number, first, entry, share=1 - rules.skipping, marks=SKIP, purpose=RANK)
            swaps.append(Swap(first, length, unit, wait(bits, propensity), candidates[chosen][0]))
    return mend_articles(swaps, words) if rules.repair_articles else swaps


def thin_swaps(swaps, words, key, every, n_words):
    """Those that are left if each run of clean words has at most one swap, over all passes."""
    fresh = {word.position for word in words if word.is_fresh}
    taken = {run_of(key, position, every) for position in range(n_words) if position not in fresh}
    inside = [swap for swap in swaps if not swap.n_fresh]
    others = []
    for swap in swaps:
        positions = [word.position for word in words[swap.begin : swap.after] if word.is_fresh]
        if positions and run_of(key, positions[0], every) not in taken:
            others.append((run_of(key, positions[0], every), swap))
    left = thin_slots([(run, swap.wait) for run, swap in others])
    return inside + [swap for (_, swap), stays in zip(others, left, strict=True) if stays]


def article_for(text):
    text = re.sub(r"^[\W_]*", "", text)
    by_letter = text[:1] in VOWELS and not re.match(NO_VOWEL, text)
    return "an" if text and (by_letter or re.match(VOWEL, text)) else "a"


def mend_articles(swaps, words):
    gone = set()
    for i, swap in enumerate(swaps):
        if not swap.first or not words[swap.first - 1].is_linked:
            continue
        before = words[swap.first - 1]
        if before.lower in ("a", "an") and before.lower != article_for(swap.candidate):
            holder = swaps[i - 1] if i and swaps[i - 1].after == swap.first else None
            swap.mends = before.is_allowed and (holder is None or holder.n_words == 1)
            if not swap.mends:
                gone.add(i)
            elif holder:
                gone.add(i - 1)
    return [swap for i, swap in enumerate(swaps) if i not in gone]


def form_of(words):
    """The case that a replacement of these words gets."""
    cases = [word.case for word in words]
    if "upper" in cases and all(
        case == "upper" or (case == "title" and len(word.lower) == 1) for case, word in zip(cases, words, strict=True)
    ):
        return "upper"
    return "lower" if cases[0] == "lower" else "title"


def in_form(candidate, form):
    if form == "upper":
        return "".join(map(upper, candidate))
    return candidate if form == "lower" else upper(candidate[0]) + candidate[1:]


# All of it


@dataclass
class Edit:
    clean_start: int
    clean_end: int
    start: int  # in the text as it now is
    end: int
    n_words: int
    passes: int
    kind: str
    unit: str | None  # what stood there and nothing else


@dataclass
class Trace:
    """What became of the last pass: clean words that it was short of, and how many each slot it left has."""

    short: int = 0
    left: list = field(default_factory=list)
    n_undone: int = 0


def spin_text(text, key, rate, *, lexicon, rules, lists=NO_LISTS, kept=(), taste=None, trace=None):
    """The spun text, its edits, and the numbers of words and of swapped words."""
    trace = trace or Trace()
    rules = taste.rules(rules) if taste else rules
    words = read_words(text, rules, lists, lexicon=lexicon, kept=kept)
    n_words, total, covered = len(words), math.floor(rate * len(words) + 0.5), 0
    edits, spun = [], text
    shares = [*[*itertools.accumulate(rules.passes)][:-1], 1]
    for number, share in enumerate(shares, 1):
        swaps = propose_swaps(words, key, number, lexicon=lexicon, rules=rules, taste=taste)
        for swap in swaps:
            swap.n_fresh = sum(word.is_fresh for word in words[swap.begin : swap.after])
        swaps = thin_swaps(swaps, words, key, rules.every, n_words)
        room = math.floor(share * total + 0.5) - covered
        again = math.floor(rules.again * sum(not word.is_fresh for word in words) + 0.5)
        over_clean, inside = [s for s in swaps if s.n_fresh], [s for s in swaps if not s.n_fresh]
        picked = pick_swaps(over_clean, room, lambda swap: swap.n_fresh)
        covered += sum(swap.n_fresh for swap in picked)
        trace.short, trace.left = total - covered, [swap.n_fresh for swap in over_clean if swap not in picked]
        picked += pick_swaps(inside, again, lambda swap: swap.after - swap.begin)
        picked = [swap for swap in picked if not gives_back(swap, words, edits)]
        spun, words, edits = make_swaps(
            spun, words, edits, sorted(picked, key=lambda s: s.first), lexicon=lexicon, rules=rules
        )
    same = [edit for edit in edits if text[edit.clean_start : edit.clean_end] == spun[edit.start : edit.end]]
    trace.n_undone = len(same)
    edits = [edit for edit in edits if edit not in same] if len(shares) > 1 else edits
    rows = [
        {
            "clean_start": edit.clean_start,
            "clean_end": edit.clean_end,
            "spun_start": edit.start,
            "spun_end": edit.end,
            "original": text[edit.clean_start : edit.clean_end],
            "replacement": spun[edit.start : edit.end],
            "kind": edit.kind,
            "source": "moby",
            "passes": edit.passes,
        }
        for edit in edits
    ]
    return spun, rows, n_words, sum(edit.n_words for edit in edits)


def gives_back(swap, words, edits):
    start, end = words[swap.begin].start, words[swap.after - 1].end
    return any((edit.start, edit.end, edit.unit) == (start, end, swap.candidate) for edit in edits)


def make_swaps(text, words, edits, swaps, *, lexicon, rules):
    """The text, its words and the edits after a pass."""
    pieces, forms = [], {}
    for swap in swaps:
        form = forms[swap.first] = form_of(words[swap.first : swap.after]) if rules.casing == "copy" else "lower"
        if swap.mends:
            article = "an" if words[swap.begin].lower == "a" else "a"
            capital = "upper" if form == "upper" else "title"
            pieces.append((swap.begin, swap.first, article, "lower" if words[swap.begin].case == "lower" else capital))
        pieces.append((swap.first, swap.after, swap.candidate, form))
    spun, spun_words, at, at_word = "", [], 0, 0
    starts, ends = {}, {}
    for first, after, candidate, form in pieces:
        spun += text[at : words[first].start]
        spun_words += moved(words[at_word:first], len(spun) - words[first].start)
        if spun_words and not begins_with_word(candidate):
            spun_words[-1] = replace(spun_words[-1], is_linked=False)
        starts[first] = len(spun)
        spun_words += words_of_replacement(candidate, form, len(spun), words[after - 1])
        spun += in_form(candidate, form)
        ends[after] = len(spun)
        at, at_word = words[after - 1].end, after
    spun_words += moved(words[at_word:], len(spun) - at)
    spun += text[at:]
    later = []
    for swap in swaps:
        slot = words[swap.first : swap.after]
        kind = kind_of(swap.unit, lexicon)
        if kind != "homograph" and any(word.like_name for word in slot):
            kind = "entity"
        span = (words[swap.begin].start, slot[-1].end, starts[swap.begin], ends[swap.after])
        later.append(Edit(*span, swap.n_fresh, 1, kind, swap.unit))
    return spun, spun_words, compose(edits, later)


def moved(words, shift):
    return [replace(word, start=word.start + shift, end=word.end + shift) for word in words]


def compose(earlier, later):
    """One edit for each union of spans that overlap on the text between; a later edit's clean text is that text."""
    unions = []
    spans = [(edit.start, edit.end, False, edit) for edit in earlier]
    spans += [(edit.clean_start, edit.clean_end, True, edit) for edit in later]
    for start, end, is_later, edit in sorted(spans, key=lambda span: span[:3]):
        if unions and start < unions[-1][1]:
            unions[-1] = (unions[-1][0], max(end, unions[-1][1]), [*unions[-1][2], (is_later, edit)])
        else:
            unions.append((start, end, [(is_later, edit)]))
    edits = []
    for start, end, members in unions:
        old, new = ([edit for is_later, edit in members if is_later == which] for which in (False, True))
        carrier = (old or new)[0]
        is_as_wide = not old or (start, end) == (carrier.start, carrier.end)
        edits.append(
            Edit(
                clean_start=back(start, earlier),
                clean_end=back(end, earlier),
                start=forth(start, later),
                end=forth(end, later),
                n_words=sum(edit.n_words for _, edit in members),
                passes=max((edit.passes for edit in old), default=0) + bool(new),
                kind=carrier.kind,
                unit=carrier.unit if is_as_wide else None,
            )
        )
    return edits


def back(position, edits):
    """The position before the edits; it is inside none."""
    return position - sum(gain(edit) for edit in edits if edit.end <= position)


def forth(position, edits):
    return position + sum(gain(edit) for edit in edits if edit.clean_end <= position)


def gain(edit):
    return (edit.end - edit.start) - (edit.clean_end - edit.clean_start)

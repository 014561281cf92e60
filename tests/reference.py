"""The engine, slow and obvious: plain Python, one text at a time, one word at a time.

What `pipelines.engine` computes with arrays must equal this exactly. A lexicon here is a dict
{unit: (propensity, [(candidate, weight), ...])}, candidates best first.
"""

import math
import re
import struct
import unicodedata
from dataclasses import dataclass

import pyarrow as pa

from pipelines.engine.lexicon import index_lexicon
from schemas import LEXICON

APOSTROPHES = "'\u2019"
JOINERS = APOSTROPHES + "\u00ad\u200c\u200d\u2060"
ABBREVIATIONS = set(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905
)
CONTRACTED = set("it he she that this there here what who where when how why let".split())  # noqa: SIM905
MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


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
            "kind": "phrase" if " " in unit else "word",
            "sources": 1,
            "zipf": 80,
            "agrees": True,
        }
        for unit, (propensity, candidates) in sorted(entries.items(), key=lambda entry: entry[0].encode())
        for candidate, weight in candidates
    ]
    columns = [pa.array([row[field.name] for row in rows], field.type.value_type).dictionary_encode().cast(field.type)
               if pa.types.is_dictionary(field.type) else pa.array([row[field.name] for row in rows], field.type)
               for field in LEXICON]  # fmt: skip
    return pa.table(columns, schema=LEXICON)


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


def find_protected(text, tokens, rules, glossary=()):
    protected = []
    for i, token in enumerate(tokens):
        protected.append(
            any(unicodedata.category(c)[0] == "N" for c in token.word)
            or (token.has_clitic and token.lower in CONTRACTED)
            or is_address(text, token)
            or (rules.names and is_name(text, tokens, i))
            or (rules.quotations and is_quoted(text, token))
            or (
                rules.hyphenated
                and "-" in text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
            )
        )
    for entry in glossary:
        words = [token.lower for token in find_tokens(entry)]
        for i in range(len(tokens)):
            if words and [token.lower for token in tokens[i : i + len(words)]] == words:
                protected[i : i + len(words)] = [True] * len(words)
    return protected


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


# Units


def find_units(tokens, protected, text, lexicon, rules):
    """(first token, number of tokens, unit) of each slot."""
    phrases = []
    longest = max((unit.count(" ") + 1 for unit in lexicon), default=1)
    i = 0
    while i < len(tokens) and rules.phrases:
        for length in range(min(longest, len(tokens) - i), 1, -1):
            unit = " ".join(token.lower for token in tokens[i : i + length])
            together = all(gap_before(text, tokens, j) == " " for j in range(i + 1, i + length))
            if unit in lexicon and together and not any(protected[i : i + length]):
                phrases.append((i, length, unit))
                i += length - 1
                break
        i += 1
    held = {j for first, length, _ in phrases for j in range(first, first + length)}
    words = [
        (i, 1, token.lower)
        for i, token in enumerate(tokens)
        if i not in held and not protected[i] and token.lower in lexicon and len(token.word) >= rules.min_letters
    ]
    return sorted(phrases + words)


# Choosing


def mix(number):
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & MASK
    return number ^ number >> 31


def random_bits(key, position, purpose):
    return mix((mix((key + (position * 4 + purpose) * GOLDEN) & MASK) + GOLDEN) & MASK)


def wait_of(key, position, propensity):
    """How long a slot waits for its swap, to 28 binary digits."""
    uniform = (random_bits(key, position, 1) >> 11) / 2**53
    wait = -math.log1p(-uniform) / as_float32(propensity)
    return struct.unpack("q", struct.pack("d", wait))[0] >> 24


def as_float32(number):
    return struct.unpack("f", struct.pack("f", number))[0]


def pick_slots(units, key, room, lexicon):
    picked = []
    for unit in sorted(units, key=lambda unit: (wait_of(key, unit[0], lexicon[unit[2]][0]), unit[0])):
        if unit[1] <= room:
            picked.append(unit)
            room -= unit[1]
    return sorted(picked)


def pick_candidate(key, position, candidates):
    number = (random_bits(key, position, 2) >> 32) * sum(weight for _, weight in candidates) >> 32
    for candidate, weight in candidates:
        if number < weight:
            return candidate
        number -= weight
    raise AssertionError


def in_case(candidate, tokens):
    cases = [token.case for token in tokens]
    if "upper" in cases and all(
        case == "upper" or (case == "title" and len(token.word) == 1) for case, token in zip(cases, tokens, strict=True)
    ):
        return "".join(map(upper, candidate))
    return candidate if cases[0] == "lower" else upper(candidate[0]) + candidate[1:]


# All of it


def spin_text(text, key, rate, *, lexicon, rules, glossary=()):
    """The spun text, its edits, and the numbers of words and of swapped words."""
    tokens = find_tokens(text)
    protected = find_protected(text, tokens, rules, glossary)
    units = find_units(tokens, protected, text, lexicon, rules)
    picked = pick_slots(units, key, math.floor(rate * len(tokens) + 0.5), lexicon)
    spun, edits, at = "", [], 0
    for first, length, unit in picked:
        start, end = tokens[first].start, tokens[first + length - 1].end
        candidate = pick_candidate(key, first, lexicon[unit][1][: rules.top])
        replacement = in_case(candidate, tokens[first : first + length])
        spun += text[at:start]
        edits.append(
            {
                "clean_start": start,
                "clean_end": end,
                "spun_start": len(spun),
                "spun_end": len(spun) + len(replacement),
                "original": text[start:end],
                "replacement": replacement,
                "kind": "phrase" if length > 1 else "word",
                "source": "moby",
                "passes": 1,
            }
        )
        spun += replacement
        at = end
    return spun + text[at:], edits, len(tokens), sum(length for _, length, _ in picked)

"""Protected words, slow and obvious: the rules, one token at a time."""

import re
import unicodedata
from dataclasses import dataclass

from reference.lexicon import kind_of
from reference.markup import is_markup
from reference.tokens import find_tokens, gap_before

ABBREVIATIONS = set(
    "mr mrs ms dr prof st gen col lt sgt capt sen rep gov rev hon jr sr vs inc corp co ltd no dept etc".split()  # noqa: SIM905
)
CONTRACTED = set("it he she that this there here what who where when how why let".split())  # noqa: SIM905


PARTICLES = set(
    "af al av ben bin bint da das de del della den der des di dos du el ibn la las le les los san st ten ter van vom "  # noqa: SIM905
    "von zu zum zur".split()
)
SYLLABLES = set(
    "bin bum fan fat fun ha ho hun hung il in jin kin king kit long lung man min ming moon pan ping sang sin "  # noqa: SIM905
    "sing son song sun sung tan tin ting un wing won ye ying young".split()
)
MOST_PARTICLES = 3
WHITE_SPACE = " \t\n\r\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


@dataclass(frozen=True)
class Lists:
    """The lists that the engine has as tables of phrases."""

    glossary: tuple = ()
    gazetteer: tuple | None = None
    given_names: tuple = ()
    listed_names: tuple = ()


NO_LISTS = Lists()


def find_protected(text, tokens, rules, lists=NO_LISTS, *, lexicon=None, kept=()):
    names = find_names(text, tokens, rules, lists, lexicon or {})
    listed = find_listed(tokens, lists.glossary)
    return [
        (has_number(token) and not (rules.digits and is_plain_number(text, token)))
        or (token.has_clitic and token.lower in CONTRACTED)
        or is_scale(text, tokens, i)
        or is_address(text, token)
        or is_markup(text, token)
        or (rules.names and names[i])
        or is_acronym(text, tokens, i)
        or (rules.quotations and is_quoted(text, token))
        or (rules.hyphenated and has_hyphen(text[: token.start][-1:], text[token.end : token.end + 1]))
        or listed[i]
        or any(start < token.end and end > token.start and start < end for start, end in kept)
        for i, token in enumerate(tokens)
    ]


def has_hyphen(*characters):
    return not {"-", "\u2010", "\u2011", "\ufe63", "\uff0d"}.isdisjoint(characters)


def has_number(token):
    return any(unicodedata.category(c)[0] == "N" for c in token.word)


def is_digits(word):
    return bool(re.fullmatch("[0-9]+", word))


def is_plain_number(text, token):
    before, after = text[: token.start], text[token.end :]
    if re.search("[0-9$%£¥€] ([-:/x] )?\\Z", before) or re.match(" ([-:/x] )?[0-9$%£¥€]", after):
        return False
    return bool(
        is_digits(token.word) and re.search(r"(^|[ \n\r])\Z", before) and re.match(r"[.,;:!?)]?([ \n\r]|\Z)", after)
    )


def is_scale(text, tokens, i):
    """A word that scales the number in front of it."""
    is_listed = tokens[i].lower in ("hundred", "thousand", "million", "billion", "trillion")
    return is_listed and i > 0 and has_number(tokens[i - 1]) and gap_before(text, tokens, i) == " "


def is_acronym(text, tokens, i):
    """A word in capitals, in a line with small letters."""
    if tokens[i].case != "upper":
        return False
    line = [j for j in range(len(tokens)) if line_number(text, tokens, j) == line_number(text, tokens, i)]
    return any(tokens[j].case != "upper" and len(tokens[j].word) > 1 and not has_number(tokens[j]) for j in line)


def line_number(text, tokens, i):
    return sum(any(c in "\n\r" for c in gap_before(text, tokens, j)) for j in range(1, i + 1))


def find_listed(tokens, entries):
    """For each token: inside an entry of a list."""
    listed = [False] * len(tokens)
    for entry in entries:
        words = [token.lower for token in find_tokens(entry)]
        for i in range(len(tokens)):
            if words and [token.lower for token in tokens[i : i + len(words)]] == words:
                listed[i : i + len(words)] = [True] * len(words)
    return listed


def find_names(text, tokens, rules, lists, lexicon):
    """For each token: protected as a name."""
    is_name_like = find_name_like(text, tokens, lists, lexicon)
    known = find_listed(tokens, lists.gazetteer or ())
    given = find_listed(tokens, lists.given_names)
    names = []
    for i, token in enumerate(tokens):
        beside = [j for j in (i - 1, i + 1) if 0 <= j < len(tokens) and gap_before(text, tokens, max(i, j)) == " "]
        after_given = any(is_name_like[j] and given[j] for j in beside if j < i)
        is_known = lists.gazetteer is None or token.case == "upper" or known[i] or after_given
        is_homograph = token.case == "title" and token.lower in lexicon and kind_of(token.lower, lexicon) == "homograph"
        is_lone = is_homograph and not known[i] and not any(is_name_like[j] for j in beside)
        names.append(is_name_like[i] and is_known and not (rules.homographs and is_lone))
    return [name or is_name_part(text, tokens, i) for i, name in enumerate(names)]


def is_name_part(text, tokens, i):
    """A particle between words with capitals, or the second syllable of a given name behind a hyphen."""
    is_behind = i >= 2 and gaps_between(text, tokens, i - 2, i) == [" ", "-"]
    if tokens[i].lower in SYLLABLES and is_behind and "lower" not in (tokens[i - 2].case, tokens[i - 1].case):
        return True
    if tokens[i].lower not in PARTICLES or not leads_to_capital(text, tokens, i, 1):
        return False
    has_hyphen_behind = gaps_between(text, tokens, i, i + 1) == ["-"]
    return has_hyphen_behind or tokens[i].case != "lower" or leads_to_capital(text, tokens, i, -1)


def leads_to_capital(text, tokens, i, step):
    """The particle, and up to two more beside it, have a word with a capital next to them."""
    for j in range(i + step, i + step * (MOST_PARTICLES + 1), step):
        if not 0 <= j < len(tokens) or gaps_between(text, tokens, *sorted((j, j - step))) not in ([" "], ["-"]):
            return False
        if tokens[j].case != "lower":
            return True
        if tokens[j].lower not in PARTICLES:
            return False
    return False


def gaps_between(text, tokens, first, last):
    return [gap_before(text, tokens, j) for j in range(first + 1, last + 1)]


def find_name_like(text, tokens, lists, lexicon):
    """For each token: written like a name, by its capitals and the lists."""
    names = lists.listed_names if lists.gazetteer is None else lists.gazetteer
    in_title = find_title_lines(text, tokens) if names else [False] * len(tokens)
    found = [is_name(text, tokens, i, in_title) for i in range(len(tokens))]
    known, given = find_listed(tokens, names), find_listed(tokens, lists.given_names)
    for i, token in enumerate(tokens):
        after_given = i > 0 and given[i - 1] and in_title[i - 1] and tokens[i - 1].case != "lower"
        after_given = after_given and gap_before(text, tokens, i) == " "
        found[i] = found[i] or (in_title[i] and token.case == "title" and (known[i] or after_given))
    initial, before = find_listed(tokens, lists.listed_names), list(found)
    for i, token in enumerate(tokens):
        is_followed = i + 1 < len(tokens) and before[i + 1] and gap_before(text, tokens, i + 1) == " "
        is_homograph = token.lower in lexicon and kind_of(token.lower, lexicon) == "homograph"
        is_plural = token.lower[-1] == "s" and token.lower[:-1] in lexicon
        is_sure = not is_homograph and not is_plural
        found[i] = found[i] or (initial[i] and token.case == "title" and (is_followed or is_sure))
    return found


def find_title_lines(text, tokens):
    """For each token: in a line in Title Case."""
    lines = []
    for i in range(len(tokens)):
        if i == 0 or any(c in "\n\r" for c in gap_before(text, tokens, i)):
            lines.append([])
        lines[-1].append(i)
    found = []
    for line in lines:
        longer = [tokens[i] for i in line if len(tokens[i].word) >= 4 and not has_number(tokens[i])]
        capitals = [token for token in longer if token.case != "lower"]
        odd_gaps = [i for i in line[1:] if gap_before(text, tokens, i) != " "]
        is_title = len(longer) >= 4 and 5 * len(capitals) >= 4 * len(longer) and 5 * len(odd_gaps) <= len(line)
        found += [is_title] * len(line)
    return found


def begins_sentence(text, tokens, i, *, speech=True):
    gap = gap_before(text, tokens, i)
    if i == 0 or any(c in "\n\r!?" for c in gap):
        return True
    if speech and any(c in ",;:" for c in gap) and gap[-1] in '"“':
        return True
    before = tokens[i - 1].word
    is_initial = len(before) == 1 and unicodedata.category(before)[0] != "N"
    return "." in gap and not is_initial and tokens[i - 1].lower not in ABBREVIATIONS


def sentence_of(text, tokens, i):
    """The number of the token's sentence; direct speech continues the sentence around it."""
    return sum(follows_sentence(text, tokens, j) for j in range(1, i + 1))


def follows_sentence(text, tokens, i):
    gap = gap_before(text, tokens, i)
    return gap != "." and begins_sentence(text, tokens, i, speech=False)


def is_name(text, tokens, i, doubtful=None):
    doubtful = doubtful or [False] * len(tokens)
    token = tokens[i]
    if token.case == "upper":
        return True
    if token.case == "lower":
        return False
    if not begins_sentence(text, tokens, i):
        return not doubtful[i]
    same = [j for j in range(len(tokens)) if tokens[j].lower == token.lower]
    return any(
        tokens[j].case != "lower" and not begins_sentence(text, tokens, j) and not doubtful[j] for j in same
    ) and all(tokens[j].case != "lower" for j in same)


def is_address(text, token):
    start, end = token.start, token.end
    while start > 0 and text[start - 1] not in WHITE_SPACE:
        start -= 1
    while end < len(text) and text[end] not in WHITE_SPACE:
        end += 1
    return bool(re.search("[@#]|:/|[A-Za-z][.][A-Za-z]", text[start:end]))


def is_quoted(text, token):
    line = re.split("[\n\r]", text[: token.start])[-1]
    return line.count('"') % 2 == 1 or line.rfind("“") > line.rfind("”")

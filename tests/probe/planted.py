"""Pairs with planted swaps, and a detector that knows them: it scores a text by its share of words in "zz"."""

import hashlib
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.detector.detector import Inspection, TextSpans
from pipelines.engine.buffers import view_texts
from pipelines.engine.tokens import find_tokens
from pipelines.probe.sample import PairFile
from schemas import PAIRS

SENTENCE = "the quiet harbour bridge was closed for repair work last spring {}."


def make_pair(number, *, swaps=("harbour", "closed"), sentences=3, group=None, **columns):
    """A pair of ASCII text; each swapped word has "zz" behind it, in every sentence."""
    clean = " ".join(SENTENCE.format(f"day {number} {i}").capitalize() for i in range(sentences))
    spun, edits, shift = "", [], 0
    position = 0
    while position < len(clean):
        word = next((word for word in swaps if clean.startswith(word, position)), None)
        if word is None:
            spun += clean[position]
            position += 1
            continue
        edits.append(
            {
                "clean_start": position,
                "clean_end": position + len(word),
                "spun_start": position + shift,
                "spun_end": position + shift + len(word) + 2,
                "original": word,
                "replacement": f"{word}zz",
                "kind": "word",
                "origin": "moby",
                "passes": 1,
            }
        )
        spun += f"{word}zz"
        position += len(word)
        shift += 2
    n_words = 14 * sentences
    rest = {"variant": 0, "profile": "light", "asked_rate": 0.2, "language": "en", "source": None}
    return {
        "pair_id": f"p{number}",
        "article_id": f"a{number}",
        "group_id": f"g{number if group is None else group}",
        "clean": clean,
        "spun": spun,
        "edits": edits,
        "n_words": n_words,
        "n_swaps": len(edits),
        "swap_rate": len(edits) / n_words,
        **rest,
        **columns,
    }


def make_table(rows):
    return pa.Table.from_pylist(rows, schema=PAIRS)


def write_splits(folder, splits):
    """Write split -> rows as files; return the sources of a probe."""
    sources = {}
    for split, rows in splits.items():
        path = folder / f"{split}.parquet"
        pq.write_table(make_table(rows), path)
        sources[split] = [PairFile(path, hashlib.sha256(path.read_bytes()).hexdigest())]
    return sources


@dataclass
class PlantedDetector:
    """Finds the words that end in "zz"."""

    thresholds: dict = field(default_factory=lambda: {"word": 0.5})
    about: dict = field(default_factory=dict)

    def score(self, texts):
        words = [text.as_py().split() for text in texts]
        return np.array([sum("zz" in word for word in found) / max(1, len(found)) for found in words])

    def inspect(self, texts):
        tokens = find_tokens(view_texts(texts))
        text = tokens.text_index
        heads = view_texts(texts).offsets[text]
        starts, ends = tokens.starts - heads, tokens.ends - heads  # ASCII: bytes are code points
        strings = texts.to_pylist()
        scores = [float(strings[i][a:b].endswith("zz")) for i, a, b in zip(text, starts, ends, strict=True)]
        words = TextSpans(text, starts, ends, np.array(scores))
        return Inspection(self.score(texts), words, words, words)

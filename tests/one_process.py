"""Grouping in one process, as it was before linking had jobs: all signatures in one array, all bands in one loop."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from corpus import make_config, write_part

from pipelines.duplicates import join, link_signatures, sign_texts
from pipelines.duplicates.containment import code_words, spell
from pipelines.duplicates.sketch import hash_words
from pipelines.grouping.survivors import find_survivors, sketch_parts
from pipelines.parts.finish import finish_part
from pipelines.parts.negatives import ORIGINALS, ORIGINALS_FILE
from pipelines.storage.tables import TableWriter
from pipelines.text.ids import hash_folded
from schemas import ARTICLES


def read_all(articles):
    """Return all texts in the order of reading: part by part, originals after their negatives."""
    texts = []
    for part in sorted(articles, key=lambda part: part.key):
        files = [(part.path("articles"), "text")]
        files += [(part.file(ORIGINALS_FILE), "original")] if part.negative_kind else []
        texts += [
            text for path, column in files for text in pq.read_table(path)[column].to_pylist() if text is not None
        ]
    return texts


def slow_groups(articles, config):
    """Return the groups of the surviving texts, as sets of numbers of texts."""
    settings = config.group_duplicates
    texts = pa.array(read_all(articles), pa.string())
    signatures = sign_texts(
        texts, hash_folded(texts), shingle_words=settings.shingle_words, permutations=settings.permutations
    )
    found = find_survivors(sketch_parts(articles, config), settings, None)
    rows = found.sketches.rows
    limits = {"similarity": settings.similarity, "containment": settings.containment}
    roles = np.empty(len(texts), np.int8)
    roles[rows] = found.sketches.roles
    linked = link_signatures(signatures, rows, **limits, words=spell_texts(texts), roles=roles)
    roots = join(linked, *found.originals)
    return sets_of(rows, roots)


def spell_texts(texts):
    """Return each text as a string with a character for each word."""
    return spell(*code_words(*hash_words(texts)))


def sets_of(rows, roots):
    """Return the members of each root as a set."""
    sets = {}
    for row, root in zip(np.asarray(rows).tolist(), np.asarray(roots).tolist(), strict=True):
        sets.setdefault(root, set()).add(row)
    return {frozenset(members) for members in sets.values()}


def make_corpus_of_parts(folder, **settings):
    """Finished parts of 3 x 40 articles and of negatives, with copies of ids and texts and near-copies; the config."""
    rng = np.random.default_rng(4)
    stories = [[f"word{number}" for number in rng.integers(0, 3000, 90)] for _ in range(30)]
    config = make_config(folder, group_duplicates=settings)
    parts = []
    for number in range(3):
        rows = []
        for name in range(40):
            words = list(stories[int(rng.integers(30))])
            for place in rng.choice(90, int(rng.integers(0, 6)), replace=False):
                words[place] = f"word{rng.integers(0, 3000)}"
            rows.append((f"id-{number if name else 0}-{name}", " ".join(words)))
        parts.append(write_part(config, "ingest_articles", f"part {number}", {"articles": _to_table(rows)}))
    negatives = [(f"n{name}", " ".join(stories[name][5:]), " ".join(stories[name + 9])) for name in range(8)]
    return [*parts, _write_negatives(config, negatives)], config


def _to_table(rows):
    named = [{"article_id": name, "text": text, "headline_length": 0, "language": "en"} for name, text in rows]
    return pa.Table.from_pylist(named, schema=ARTICLES)


def _write_negatives(config, negatives):
    def compute(writer):
        writer.write("articles", _to_table([each[:2] for each in negatives]), ARTICLES)
        with TableWriter(writer.folder / ORIGINALS_FILE, ORIGINALS) as file:
            originals = [{"article_id": name, "original": original} for name, _, original in negatives]
            file.write(pa.Table.from_pylist(originals, schema=ORIGINALS))
        writer.statistics = {"negative_kind": "edited", "n_negatives": len(negatives)}

    inputs = ["edited", repr(negatives)]
    return finish_part(config.dataset_folder, "ingest_articles", inputs=inputs, label="edited 0", compute=compute)

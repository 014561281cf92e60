"""Small files of pairs with many row groups, and the slow, obvious search that the fast one must agree with."""

import random
import re
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pairs import make_pairs

from pipelines.browse.blocks import describe_blocks
from pipelines.browse.index import name_of_index, write_indexes
from pipelines.browse.match import TEXTS
from pipelines.browse.shelf import Shelf
from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.pairs.edits import view_edits
from pipelines.release.comparison.digests import digest_pairs, name_of_digest, write_digest

WORDS = ["council", "bridge", "rain", "new", "prices", "owners", "won't", "Café", "x-ray", "Évora"]
SWAPS = {
    "council": "city council",
    "bridge": "Bridge-link",
    "rain": "heavy rain",
    "new": "brand-new",
    "prices": "costs",
    "won't": "won\u2019t",
    "Café": "CAFÉ bar",
    "x-ray": "scan",
    "Évora": "Smyrna",
}
PROFILES = ["autoblog", "light"]
KINDS = ["word", "phrase", "homograph"]
# Ids as inputs give them, by the number of their row modulo 7; all others have hashes.
GIVEN_IDS = {1: "Bbc_{0}", 2: "{0}", 3: "https://news.example/{0}?a=b", 4: "É 105 {0}"}


def make_rows(n_rows, seed=0):
    draw = random.Random(seed)  # noqa: S311 - for tests
    texts = [" ".join(draw.choices(WORDS, k=draw.randint(1, 6))) + f" {i}" for i in range(n_rows)]
    rows = make_pairs(texts, SWAPS, profile=[draw.choice(PROFILES) for _ in texts])
    changed = rows.to_pylist()
    for number, row in enumerate(changed):
        if number % 7 in GIVEN_IDS:
            row["article_id"] = GIVEN_IDS[number % 7].format(number)
        row["url"] = f"https://wire.example/{number}" if number % 3 else None
        day = datetime(2026, 1, draw.randint(1, 28), draw.choice([0, 23]), tzinfo=UTC)
        row |= {"source": draw.choice(["Post", "Wire", None]), "published_at": draw.choice([day, None])}
        for edit in row["edits"]:
            edit |= {"kind": draw.choice(KINDS), "origin": draw.choice(["moby", "wordnet"])}
    return type(rows).from_pylist(changed, schema=rows.schema)


def write_shelf(folder, *, files=(("train", 50), ("train", 1), ("test", 33)), group_rows=7, index=True, digest=True):
    """A shelf of files with this many rows each, and all of its rows as (split, file, row, content)."""
    shelf, everything = Shelf([], [], [], [], []), []
    for number, (split, n_rows) in enumerate(files):
        table, path = make_rows(n_rows, seed=number), folder / str(number) / f"{split}.parquet"
        path.parent.mkdir()
        pq.write_table(table, path, row_group_size=group_rows)
        if index:
            write_index_of(path, split)
        digest_path = path.parent / name_of_digest(path.name)
        if digest:
            write_digest(digest_path, digest_pairs(table))
        for column, value in (
            (shelf.splits, split),
            (shelf.paths, path),
            (shelf.rows, n_rows),
            (shelf.indexes, path.parent / name_of_index(path.name) if index else None),
            (shelf.digests, digest_path if digest else None),
        ):
            column.append(value)
        everything += [(split, number, row, content) for row, content in enumerate(table.to_pylist())]
    return shelf, everything


def write_index_of(path, split, accepted=None):
    """As validate_pairs does from the tables that it reads; here each block is a row group of the file."""
    file = pq.ParquetFile(path)
    tables = [file.read_row_group(number) for number in range(file.num_row_groups)]
    counts = [count_edits(view_edits(table)) for table in tables]
    profiles, sizes = [table["profile"] for table in tables], [len(each) for each in counts]
    blocks = describe_blocks([split] * len(tables), profiles, pa.concat_tables(counts), sizes)
    write_indexes(path.parent, blocks, np.ones(file.metadata.num_rows, bool) if accepted is None else accepted)


def is_wanted(row, wanted):
    """One row, one condition, one edit at a time."""
    for name in ("profile", "source"):
        if getattr(wanted, name) is not None and row[name] != getattr(wanted, name):
            return False
    day = row["published_at"].date() if row["published_at"] else None
    if not within(day, wanted.since, wanted.until):
        return False
    rates = [None if rate is None else float(np.float32(rate)) for rate in (wanted.least_rate, wanted.most_rate)]
    if not within(row["swap_rate"], *rates) or not within(row["n_words"], wanted.least_words, wanted.most_words):
        return False
    if wanted.article is not None and row["article_id"] != wanted.article:
        return False
    if wanted.text is not None and not has_text(row, wanted.text):
        return False
    asked = [name for name in ("kind", "origin", "word") if getattr(wanted, name) is not None]
    return not asked or any(edit_is_wanted(edit, wanted) for edit in row["edits"])


def within(value, least, most):
    if least is None and most is None:
        return True
    return value is not None and (least is None or value >= least) and (most is None or value <= most)


def has_text(row, text):
    if re.fullmatch("[0-9a-f]{32}", text.strip().lower()):
        return text.strip().lower() in (row["pair_id"], row["article_id"])
    return text.strip() in (row["article_id"], row["url"]) or any(has_words(row[side], text) for side in TEXTS)


def edit_is_wanted(edit, wanted):
    if wanted.kind is not None and edit["kind"] != wanted.kind:
        return False
    if wanted.origin is not None and edit["origin"] != wanted.origin:
        return False
    return wanted.word is None or any(has_words(edit[side], wanted.word) for side in ("original", "replacement"))


def has_words(text, asked):
    words, wanted = words_of(text), words_of(asked)
    return any(words[i : i + len(wanted)] == wanted for i in range(len(words)))


def words_of(text):
    # Python's \w has the underscore, and not the combining marks.
    return re.findall("(?:[^\\W_]|[\\u0300-\\u036f])+", text.lower())

"""The texts of all parts without copies of an id or of a text, and the finished list of those dropped.

Linking jobs read only the list. The last step needs all texts and finds them again: that takes less than storing them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.config.stages import GroupDuplicates
from pipelines.duplicates import NONE
from pipelines.duplicates.copies import (
    ARTICLE,
    NEGATIVE,
    Sketches,
    is_first_of_id,
    is_first_of_text,
    link_originals,
)
from pipelines.duplicates.link import have_equals
from pipelines.duplicates.sketch import Hashes
from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.fingerprint import code_fingerprint
from pipelines.grouping.known import look_up_ids
from pipelines.grouping.sketch_files import SketchFiles
from pipelines.grouping.sketches import read_texts, sketch_part, to_hashes
from pipelines.parts.finish import check_parts, finish_part
from pipelines.parts.part import Part
from pipelines.parts.writer import PartWriter
from pipelines.release.carried import CarryFrom, Earlier, find_carried
from schemas import CARRIED

DROPPED_FILE = "dropped.npy"


@dataclass(frozen=True)
class Copies:
    """Rejected texts: int64 [n] each, rows of a table with article_id and part, and the reason.

    rows  the copies
    kept  the text that is kept in place of each
    """

    reason: str
    rows: pa.Table
    kept: pa.Table


@dataclass(frozen=True)
class Survivors:
    """The texts of a run without copies.

    sketches       the texts, sorted as Sketches are; `part` is the number of a part
    copies         the others, by reason
    originals      int64 [links] each: negatives and their originals, rows of sketches
    n_other_texts  number of rejected articles that share their id with another text
    """

    sketches: Sketches
    copies: list[Copies]
    originals: tuple[Ints, Ints]
    n_other_texts: int

    def list_dropped(self, n_texts: int) -> Ints:
        """int64 [any], sorted: the numbers of the texts that are not among `n_texts`, in the order of reading."""
        is_dropped = np.ones(n_texts, np.bool_)
        is_dropped[self.sketches.rows] = False
        return np.flatnonzero(is_dropped)


def sketch_parts(articles: Sequence[Part], config: RunConfig) -> list[Part]:
    """Return the sketches of all parts, in the order of their keys; make missing ones and check all."""
    sketches = [sketch_part(part, config) for part in sorted(articles, key=lambda part: part.key)]
    check_parts(sketches)
    return sketches


def drop_copies(articles: Sequence[Part], config: RunConfig, carry: CarryFrom | None = None) -> Part:
    """Return the finished list of dropped texts: DROPPED_FILE, int64 [any] as of Survivors.list_dropped.

    carry  see find_carried
    """
    settings = config.group_duplicates
    earlier = find_carried(config.dataset_folder, settings, carry)

    def compute(writer: PartWriter) -> None:
        sketches = sketch_parts(articles, config)
        dropped = find_survivors(sketches, settings, earlier).list_dropped(sum(part.n_rows for part in sketches))
        np.save(writer.folder / DROPPED_FILE, dropped)
        writer.statistics["n_dropped"] = len(dropped)

    return finish_part(
        config.dataset_folder,
        "drop_copies",
        inputs=name_inputs(articles, settings, earlier) | {"code": code_fingerprint(__name__)},
        label="all articles",
        compute=compute,
    )


def name_inputs(articles: Sequence[Part], settings: GroupDuplicates, earlier: Earlier | None) -> dict[str, Any]:
    """Everything besides the code that decides which texts are dropped."""
    return {
        "articles": sorted(part.key for part in articles),
        "settings": settings.model_dump(mode="json", include={"shingle_words", "permutations", "drop_exact"}),
        "carried": earlier.sha256 if earlier else "",
    }


def find_survivors(sketches: Sequence[Part], settings: GroupDuplicates, earlier: Earlier | None) -> Survivors:
    """Return the texts without copies.

    sketches  in the order of the keys of their parts of articles
    """
    texts = _sort_texts(sketches, settings, earlier.read() if earlier else CARRIED.empty_table())
    first_of_id = is_first_of_id(texts)
    n_other_texts = int((texts.hashes != texts.hashes[first_of_id[1]]).any(axis=1).sum())
    texts, of_id = _drop(first_of_id, "duplicate_id", texts)
    first_of_text = is_first_of_text(texts, ARTICLE if settings.drop_exact else NEGATIVE)
    texts, of_text = _drop(first_of_text, "duplicate_text", texts)
    texts, originals = link_originals(texts)
    return Survivors(texts, [of_id, of_text], originals, n_other_texts)


def _sort_texts(sketches: Sequence[Part], settings: GroupDuplicates, known: pa.Table) -> Sketches:
    """Return all texts; `known` is the table of CARRIED of the latest release."""
    files = SketchFiles.open(sketches, settings.permutations)
    of_parts = [to_hashes(columns) for _, columns in files.read(files.hash_columns)]
    hashes = np.concatenate([np.zeros((0, 2), np.uint64), *of_parts])
    articles = pa.concat_tables([read_texts(sketch) for sketch in sketches])
    parts = np.repeat(np.arange(len(sketches), dtype=np.int32), np.diff(files.offsets))
    articles = look_up_ids(articles.append_column("part", pa.array(parts)), hashes, known)
    return Sketches(articles, hashes, np.arange(len(hashes))).take(_sort_rows(articles, hashes))


def _sort_rows(articles: pa.Table, hashes: Hashes) -> Ints:
    """int64 [n]: the rows by role and hash; of equal texts those of the latest release first, then by id and part."""
    roles = articles["role"].to_numpy()
    order = np.lexsort((hashes[:, 1], hashes[:, 0], roles))
    is_next = (np.diff(hashes[order], axis=0) == 0).all(axis=1) & (np.diff(roles[order]) == 0)
    is_equal = have_equals(is_next, len(order))
    # Equal texts are few, and only they are sorted by strings.
    rows = order[is_equal]
    equal = articles.select(["role", "groups", "article_id", "part"]).take(pa.array(rows))
    keys = {"role": equal["role"], "high": pa.array(hashes[rows, 0]), "low": pa.array(hashes[rows, 1])}
    keys |= {"is_new": pc.equal(equal["groups"], NONE), "article_id": equal["article_id"], "part": equal["part"]}
    order[is_equal] = rows[pc.sort_indices(pa.table(keys), sort_keys=[(name, "ascending") for name in keys])]
    return order


def _drop(first: tuple[Bools, Array], reason: str, texts: Sketches) -> tuple[Sketches, Copies]:
    is_first, kept_row = first
    dropped, named = np.flatnonzero(~is_first), texts.articles.select(["article_id", "part"])
    copies = Copies(reason, named.take(pa.array(dropped)), named.take(pa.array(kept_row[dropped])))
    return texts.take(np.flatnonzero(is_first)), copies

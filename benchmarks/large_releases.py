"""Large releases for benchmarks: the pairs of a small release, repeated with ids of their own.

Texts, edits, columns and row groups are as large as those of the news, and words as rare in a row group. A release is a
function of its number of pairs and of those that are spun anew, so two of them differ by exactly these.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from news_files import find_news
from numpy.typing import NDArray

from pipelines.browse.blocks import describe_blocks
from pipelines.browse.index import name_of_index, write_indexes
from pipelines.config.run import check_config
from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.corpus.word_hashes import mix
from pipelines.quality.pairs.edits import view_edits
from pipelines.release.carried import FILE as GROUPS_FILE
from pipelines.release.carried import write_groups
from pipelines.release.comparison import text_hash
from pipelines.release.comparison.digests import digest_pairs, write_digest
from pipelines.release.find import MANIFEST, Release
from pipelines.release.layout import GROUPS_DIGEST, INDEX, data_path, digest_path, index_path, split_of
from pipelines.run import build_corpus
from pipelines.storage.files import sha256_file
from pipelines.storage.json_files import read_json, write_json
from pipelines.storage.tables import TableWriter, read_tables
from pipelines.text.ids import hex_names
from schemas import CARRIED, ENCODINGS, PAIRS

SPLITS = ("train", "train", "train", "validation", "train", "train", "train", "train", "test", "train")
BATCH_ROWS = 4096
IDS = ("pair_id", "article_id", "group_id")
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class LargeRelease:
    """A release in the making.

    folder        of the version
    n_files       data files, of `file_rows` pairs each
    is_spun_anew  for n pairs of a file: bool [n], the pairs whose pair_id differs from that of the first release
    """

    folder: Path
    n_files: int
    file_rows: int
    is_spun_anew: Callable[[int], Flags] = lambda n: np.zeros(n, bool)


def build_small(folder: Path, dataset: str) -> Release:
    """Build a release of the news with two profiles below `folder`."""
    settings = {
        "dataset": dataset,
        "input": str(find_news()),
        "output": str(folder),
        "seed": 1,
        "ingest_articles": {"max_reject_share": 1},
        "probe_corpus": {"train_words": 200_000},  # enough for a model to try
        "spin_articles": {"profiles": ["autoblog", "light"]},
    }
    return build_corpus(check_config(settings), workers=os.cpu_count() or 1).release


def read_pairs(release: Release) -> pa.Table:
    paths = sorted(release.folder.glob("data/*/*.parquet"))
    return pa.concat_tables(pq.read_table(path, schema=PAIRS) for path in paths).combine_chunks()


def write_release(made: LargeRelease, rows: pa.Table, like: Release, earlier: LargeRelease | None = None) -> None:
    """Write the data files with what is beside them, the groups and the manifest.

    rows     pairs that are repeated
    like     release of these pairs, whose manifest, results and models are taken for all else
    earlier  release whose files are linked where they are equal
    """
    data, others, groups = [], [], []
    for number in range(made.n_files):
        split = SPLITS[number % len(SPLITS)]
        is_anew = made.is_spun_anew(made.file_rows)
        table = number_rows(rows, number, is_anew)
        name = data_path(split, number)
        shared = earlier.folder if earlier and number < earlier.n_files and not is_anew.any() else None
        beside = write_file(made.folder, name, split, table, shared)
        data.append(describe(made.folder, name) | {"rows": len(table)})
        others += [describe(made.folder, path) for path in beside]
        columns = [table["article_id"], table["group_id"], pa.repeat(split, len(table)), table["article_id"]]
        groups.append(pa.table(columns, schema=CARRIED))
    for name in copy_quality(like.folder, made.folder):
        others.append(describe(made.folder, name))
    write_groups(made.folder / GROUPS_FILE, pa.concat_tables(groups))
    text_hash.write_digest(made.folder / GROUPS_FILE, made.folder / GROUPS_DIGEST)
    others += [describe(made.folder, path) for path in (GROUPS_FILE, GROUPS_DIGEST)]
    splits = {split: sum(entry["rows"] for entry in data if split_of(entry["path"]) == split) for split in set(SPLITS)}
    about = {"splits": splits, "rows": sum(splits.values()), "files": [*data, *others], "version": made.folder.name}
    manifest = read_json(like.folder / MANIFEST) | about
    write_json(made.folder / MANIFEST, manifest | {"created": created_of(made.folder.name)})


def write_file(folder: Path, name: str, split: str, table: pa.Table, shared: Path | None) -> list[str]:
    """Write a data file with index and digest, or link those of `shared`; return the paths of those beside it."""
    beside = [index_path(name), digest_path(name)]
    for path in (folder / name, *(folder / each for each in beside)):
        path.parent.mkdir(parents=True, exist_ok=True)
    if shared is not None:
        for path in (name, *beside):
            (folder / path).hardlink_to(shared / path)
        return beside
    with TableWriter(folder / name, PAIRS, ENCODINGS) as writer:
        for start in range(0, len(table), BATCH_ROWS):
            writer.write(table.slice(start, BATCH_ROWS))
    write_beside(folder, name, split)
    return beside


def write_beside(folder: Path, name: str, split: str) -> None:
    """Write the index and the digest of a data file as validate_pairs does."""
    profiles, counts, digests = [], [], []
    for rows in read_tables(folder / name):
        profiles.append(rows["profile"])
        counts.append(count_edits(view_edits(rows)))
        digests.append(digest_pairs(rows))
    write_digest(folder / digest_path(name), pa.concat_tables(digests))
    parts = folder / "parts"
    sizes = [len(each) for each in counts]
    blocks = describe_blocks([split] * len(sizes), profiles, pa.concat_tables(counts), sizes)
    write_indexes(parts, blocks, np.ones(sum(map(len, profiles)), bool))
    (parts / name_of_index(split)).rename(folder / index_path(name))
    shutil.rmtree(parts)


def number_rows(rows: pa.Table, number: int, is_spun_anew: Flags) -> pa.Table:
    """Return a pair for each flag, with ids of its own; a pair that is spun anew has another pair_id."""
    numbers = np.arange(len(is_spun_anew), dtype=np.uint64) + np.uint64(number) * np.uint64(len(is_spun_anew))
    order = np.random.default_rng(number).permutation(len(numbers)) % len(rows)
    table = rows.take(pa.array(order))
    for place, name in enumerate(IDS):
        other = is_spun_anew.astype(np.uint64) if name == "pair_id" else np.zeros(len(numbers), np.uint64)
        seeds = (numbers * np.uint64(2) + other) * np.uint64(2 * len(IDS)) + np.uint64(2 * place)
        ids = hex_names(mix(np.stack([seeds, seeds + np.uint64(1)], axis=1)))
        table = table.set_column(table.schema.get_field_index(name), PAIRS.field(name), ids)
    return table


def copy_quality(source: Path, target: Path) -> Iterator[str]:
    """Copy what lies below quality/ but indexes and groups; yield the path of each file in the release."""
    for path in sorted(source.glob("quality/**/*")):
        name = path.relative_to(source).as_posix()
        if path.is_file() and name != GROUPS_FILE and not name.startswith(f"{INDEX}/"):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / name)
            yield name


def describe(folder: Path, name: str) -> dict[str, Any]:
    """The entry of a file in the manifest."""
    return {"path": name, "bytes": (folder / name).stat().st_size, "sha256": sha256_file(folder / name)}


def created_of(version: str) -> str:
    """The time that a version begins with."""
    return datetime.strptime(version.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).isoformat()


def copy_release(release: Release, version: str) -> None:
    """Link the files of a release to another version of its dataset, with a manifest that names it."""
    target = release.folder.parent / version
    for path in release.folder.rglob("*"):
        if path.is_file() and path.name != MANIFEST:
            linked = target / path.relative_to(release.folder)
            linked.parent.mkdir(parents=True, exist_ok=True)
            linked.hardlink_to(path)
    about = {"version": version, "created": created_of(version), "fingerprint": version.rpartition("-")[2] + "0" * 20}
    write_json(target / MANIFEST, read_json(release.folder / MANIFEST) | about)

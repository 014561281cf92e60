"""Writes releases by hand, from lists of rows: quick, and with any fault that a test wants."""

import hashlib
from itertools import groupby

import pyarrow as pa
from pairs import make_row, name_of

from pipelines.release.comparison import text_hash
from pipelines.release.comparison.digests import digest_pairs, write_digest
from pipelines.release.find import read_release
from pipelines.release.layout import GROUPS_DIGEST, GROUPS_FILE, digest_path, folder_of
from pipelines.storage.json_files import write_json
from pipelines.storage.tables import TableWriter
from schemas import CARRIED, PAIRS

TEXT = "The council will vote on the new bridge over the river number {}."
VERSION = "2026010{}T000000Z-{}"


def make_pair(article, *, variant=0, profile="autoblog", split="train", text=0, spin=0, **columns):
    """A row of PAIRS with its `split` and its `text_hash`; another `text` or `spin` is another text or spun text."""
    swaps = ({"council": "authorities"}, {"council": "assembly"}, {"council": "board", "new": "fresh"})[spin]
    row = make_row(TEXT.format(f"{article} {text}"), swaps)
    row |= {"article_id": name_of(article), "group_id": name_of("group", article), "variant": variant}
    row |= {"profile": profile, "split": split, "text_hash": name_of("text", article, text)} | columns
    return row | {"pair_id": name_of(row["article_id"], profile, variant, row["spun"])}


def write_release(folder, rows, *, number=1, groups=True, digests=False, results=None, **manifest):
    """Write the rows to a version below `folder`: a file for each split and article_id[0]; return the release."""
    rows = sorted(rows, key=lambda row: (row["split"], row["article_id"], row["profile"], row["variant"]))
    folder = folder / VERSION.format(number, name_of(number)[:12])
    entries = []
    for (split, part), group in groupby(rows, key=lambda row: (row["split"], row["article_id"][0])):
        path = folder / "data" / folder_of(split) / f"part-{part}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        found = list(group)
        with TableWriter(path, PAIRS) as writer:
            table = pa.Table.from_pylist([{name: row[name] for name in PAIRS.names} for row in found], schema=PAIRS)
            writer.write(table)
        entries.append(describe(folder, path) | {"rows": len(found)})
        if digests:
            digest = folder / digest_path(path.relative_to(folder).as_posix())
            write_digest(digest, digest_pairs(table))
            entries.append(describe(folder, digest))
    (folder / "quality").mkdir(parents=True, exist_ok=True)
    if groups:
        entries.append(write_groups(folder, rows))
    if groups and digests:
        text_hash.write_digest(folder / GROUPS_FILE, folder / GROUPS_DIGEST)
        entries.append(describe(folder, folder / GROUPS_DIGEST))
    if results:
        write_json(folder / "quality" / "results.json", results)
    splits = {name: sum(row["split"] == name for row in rows) for name in {row["split"] for row in rows}}
    about = {"format": 2, "dataset": "tiny", "version": folder.name, "created": f"2026-01-0{number}T00:00:00+00:00"}
    figures = {"rows": len(rows), "splits": splits, "words": sum(row["n_words"] for row in rows), "swap_rate": 0.1}
    others = {"fingerprint": name_of(number), "bytes": 1, "seed": 1, "verdict": "passed", "config": {}}
    write_json(folder / "manifest.json", about | figures | others | {"files": entries} | manifest)
    return read_release(folder)


def write_groups(folder, rows):
    table = pa.Table.from_pylist(
        list({row["article_id"]: {name: row[name] for name in CARRIED.names} for row in rows}.values()), schema=CARRIED
    )
    path = folder / GROUPS_FILE
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, CARRIED) as writer:
        writer.write_table(table)
    return describe(folder, path)


def describe(folder, path):
    content = path.read_bytes()
    name = path.relative_to(folder).as_posix()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}

"""Writes a release of format 1, by hand: as releases were laid out before format 2."""

import hashlib
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
from indexed import publish_indexed

from pipelines.release.find import read_release
from pipelines.storage.json_files import hash_json

EDIT = pa.struct(
    [
        *((name, pa.int32()) for name in ("clean_start", "clean_end", "spun_start", "spun_end")),
        *((name, pa.string()) for name in ("original", "replacement", "kind", "source")),
        ("passes", pa.int8()),
    ]
)
STATISTICS = {"edits": {"n_edits": 9, "kinds": {"word": 9}, "sources": {"moby": 9}, "passes": {"1": 9}}}


def publish_former(folder):
    """Write a release of format 1 to folder/tiny, with the rows of `publish_indexed`, and return it."""
    now = publish_indexed(folder.parent / f"{folder.name}-now")
    made = folder / "tiny" / "made"
    shutil.copytree(now.folder, made)
    shutil.move(made / "data" / "unseen", made / "data" / "test_unseen")
    for path in made.glob("data/*/*.parquet"):
        write_former_pairs(path)
    shutil.move(made / "quality" / "__index", made / "quality" / "index")
    shutil.move(made / "quality" / "index" / "unseen", made / "quality" / "index" / "test_unseen")
    for path in list(made.glob("quality/index/*/*.index")):
        write_former_index(path)
    (made / "README.md").write_text((made / "README.md").read_text().replace("data/unseen", "data/test_unseen"))
    (made / "quality" / "results.json").write_text(json.dumps({"verdict": "passed", "statistics": STATISTICS}))
    return finish(made)


def write_former_pairs(path):
    table = pq.read_table(path, partitioning=None)
    rows = table.to_pylist()
    for row in rows:
        row["edits"] = [{"source" if name == "origin" else name: edit[name] for name in edit} for edit in row["edits"]]
    at = table.schema.get_field_index("edits")
    schema = table.schema.set(at, pa.field("edits", pa.list_(EDIT), nullable=False))
    path.unlink()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")


def write_former_index(path):
    table = pq.read_table(path, partitioning=None)
    rows = table.to_pylist()
    for row in rows:
        row["what"] = {"origin": "source"}.get(row["what"], row["what"])
    rows.sort(key=lambda row: (row["what"], row["value"]))
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path.with_suffix(".parquet"), compression="zstd")
    path.unlink()


def finish(made):
    """Write the manifest, name the folder after the version, and let LATEST name it."""
    manifest = json.loads((made / "manifest.json").read_text())
    del manifest["manifest_sha256"]
    rows = {entry["path"]: entry["rows"] for entry in manifest["files"] if "rows" in entry}
    rows = {path.replace("data/unseen", "data/test_unseen"): number for path, number in rows.items()}
    (made / "manifest.json").unlink()
    paths = sorted(path for path in made.rglob("*") if path.is_file())
    names = {path.relative_to(made).as_posix(): path.read_bytes() for path in paths}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in names.items()}
    order = [*rows, *sorted(names.keys() - rows.keys())]
    files = [
        {"path": name, "bytes": len(names[name]), "sha256": sums[name]} | ({"rows": rows[name]} if name in rows else {})
        for name in order
    ]
    fingerprint = hash_json([1, {name: sums[name] for name in rows}, manifest["config"]["publish_release"]])
    version = f"20260101T000000Z-{fingerprint[:12]}"
    manifest |= {"format": 1, "version": version, "created": "2026-01-01T00:00:00+00:00", "fingerprint": fingerprint}
    manifest["bytes"] = sum(entry["bytes"] for entry in files)
    (made / "manifest.json").write_text(json.dumps(manifest | {"files": files}))
    made.rename(made.parent / version)
    (made.parent / "LATEST").write_text(version + "\n")
    return read_release(made.parent / version)

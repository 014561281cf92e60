"""Damage to releases, as accidents or somebody who knows the format would do it."""

import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
from published import replace_file

from pipelines.release.find import fingerprint_content
from pipelines.release.layout import is_content
from pipelines.release.verification.verify import verify_release
from pipelines.storage.files import sha256_file
from pipelines.storage.json_files import hash_json
from schemas import PAIRS


def copy_release(folder, target):
    """Copy a release, and the files beside it, to `target`/tiny."""
    target.mkdir(exist_ok=True)
    shutil.copytree(folder.parent, target / "tiny", ignore=shutil.ignore_patterns("work"))
    return target / "tiny" / folder.name


def faults(folder):
    return {check.name: check.faults for check in verify_release(folder) if not check.holds}


def examples(folder, name):
    return next(check.examples for check in verify_release(folder) if check.name == name)


def edit_manifest(folder, change, *, seals=True):
    """Change the manifest; if `seals`, correct its own checksum, as somebody who knows the format would."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    if seals:
        manifest.pop("manifest_sha256", None)
        manifest["manifest_sha256"] = hash_json(manifest)
    replace_file(path, json.dumps(manifest).encode())


def mend(folder, *, seals=True):
    """Correct size and checksum of every file in the manifest, and the fingerprint and name of the release."""

    def change(manifest):
        for entry in manifest["files"]:
            path = folder / entry["path"]
            entry.update(bytes=path.stat().st_size, sha256=sha256_file(path))
        manifest["bytes"] = sum(entry["bytes"] for entry in manifest["files"])
        checksums = {entry["path"]: entry["sha256"] for entry in manifest["files"] if is_content(entry)}
        manifest["fingerprint"] = fingerprint_content(checksums, manifest["config"]["publish_release"])
        manifest["version"] = manifest["version"][:17] + manifest["fingerprint"][:12]

    edit_manifest(folder, change, seals=seals)
    version = json.loads((folder / "manifest.json").read_text())["version"]
    for path in (folder.parent / "LATEST", folder.parent / "README.md"):
        path.write_text(path.read_text().replace(folder.name, version))
    return folder.rename(folder.with_name(version))


def rewrite(folder, name, change, schema=PAIRS, **options):
    """Rewrite a data file with changed rows (a list of dicts), and correct all checksums."""
    rows = pq.read_table(folder / name, partitioning=None).to_pylist()
    change(rows)
    (folder / name).unlink()
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / name, **options)
    return mend(folder)


def messages(folder):
    """All faults, as `spindle verify` prints them."""
    return "\n".join(str(check) for check in verify_release(folder) if not check.holds)


def replace_content(folder, name, content):
    """Put other bytes into a file of a release, and correct the manifest."""
    replace_file(folder / name, content)
    return mend(folder)

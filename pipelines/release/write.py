"""The files of a release: data linked from the parts, the card, croissant.json, and the manifest last."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.config.stages import PublishRelease
from pipelines.release.card import release_card
from pipelines.release.contents import count_contents
from pipelines.release.croissant import describe_release
from pipelines.release.find import MANIFEST
from pipelines.release.layout import OWN
from pipelines.storage.files import link_or_copy, sha256_file, write_text
from pipelines.storage.json_files import hash_json, write_json
from pipelines.storage.tables import read_tables

Entry = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A release before it is published.

    dataset_folder  `<output>/<dataset>`
    data            path in the release -> path of each data file, in order
    others          path in the release -> path of each file beside the data: search indexes, quality
    settings        title, description, licence and creator for the card
    facts           entries of the manifest that describe the run: dataset, verdict, config, seed, code, counts
    """

    dataset_folder: Path
    data: Mapping[str, Path]
    others: Mapping[str, Path]
    settings: PublishRelease
    facts: Mapping[str, Any]


def write_release(folder: Path, draft: Draft, identity: Entry, checksums: Mapping[str, str]) -> None:
    """Write the release into `folder`, its manifest last of all.

    identity   entries of the manifest that name the release: format, version, created, fingerprint
    checksums  path in the release -> SHA-256 of each data file
    """
    for name, path in {**draft.data, **draft.others}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        # Only the large files share their bytes on the disk with work/: a later run can make them again if they spoil.
        (link_or_copy if name in draft.data else shutil.copyfile)(path, folder / name)
    contents = count_contents({name: folder / name for name in checksums})
    manifest = {
        **identity,
        **draft.facts,
        "rows": contents.total.rows,
        "splits": {name: tally.rows for name, tally in contents.splits.items()},
        "pairs_by_profile": {name: tally.rows for name, tally in contents.profiles.items()},
        "words": contents.total.words,
        "swap_rate": contents.total.swap_rate,
    }
    data = [
        _entry(folder, name, sha256) | {"rows": rows}
        for (name, sha256), rows in zip(checksums.items(), contents.file_rows.values(), strict=True)
    ]
    example = next(read_tables(folder / next(iter(checksums)))).slice(0, 1).to_pylist()[0]
    write_text(folder / "README.md", release_card(draft.settings, manifest, contents, example))
    write_json(folder / "croissant.json", describe_release(draft.settings, manifest, contents, data))
    others = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    entries = data + [_entry(folder, name, sha256_file(folder / name)) for name in others if name not in checksums]
    manifest |= {"bytes": sum(entry["bytes"] for entry in entries), "files": entries}
    write_json(folder / MANIFEST, manifest | {OWN: hash_json(manifest)})


def _entry(folder: Path, name: str, sha256: str) -> Entry:
    return {"path": name, "bytes": (folder / name).stat().st_size, "sha256": sha256}

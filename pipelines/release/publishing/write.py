"""The files of a release: data linked from the parts, the card, croissant.json, and the manifest last."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.config.stages import PublishRelease
from pipelines.release.contents import count_contents
from pipelines.release.description.card import release_card
from pipelines.release.description.croissant import describe_release
from pipelines.release.find import MANIFEST
from pipelines.release.layout import OWN
from pipelines.storage.cache import fetch
from pipelines.storage.files import write_text
from pipelines.storage.folders import FolderDraft
from pipelines.storage.json_files import hash_json, write_json
from pipelines.storage.places import Place
from pipelines.storage.tables import read_tables

Entry = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A release before it is published.

    dataset_folder  `<output>/<dataset>`
    data            path in the release -> place of each data file, in order
    others          path in the release -> place of each file beside the data: search indexes, quality
    sums            path in the release -> SHA-256 of each of these files, as the stage wrote it
    settings        title, description, licence and creator for the card
    facts           entries of the manifest that describe the run: dataset, verdict, config, seed, code, counts
    """

    dataset_folder: Place
    data: Mapping[str, Place]
    others: Mapping[str, Place]
    sums: Mapping[str, str]
    settings: PublishRelease
    facts: Mapping[str, Any]


def write_release(folder: FolderDraft, draft: Draft, identity: Entry) -> None:
    """Write the release, its manifest last of all.

    identity  entries of the manifest that name the release: format, version, created, fingerprint
    """
    for name, place in {**draft.data, **draft.others}.items():
        # Only the large files share their bytes on the disk with work/: a later run can make them again if they spoil.
        folder.add(name, place, shared=name in draft.data)
    local = {name: fetch(place, draft.sums[name]) for name, place in draft.data.items()}
    contents = count_contents(local)
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
        {"path": name, "bytes": local[name].stat().st_size, "sha256": draft.sums[name], "rows": rows}
        for name, rows in contents.file_rows.items()
    ]
    example = next(read_tables(next(iter(local.values())))).slice(0, 1).to_pylist()[0]
    write_text(folder.local / "README.md", release_card(draft.settings, manifest, contents, example))
    write_json(folder.local / "croissant.json", describe_release(draft.settings, manifest, contents, data))
    described: dict[str, Entry] = folder.describe(draft.sums)
    entries = data + [{"path": name, **entry} for name, entry in described.items() if name not in draft.data]
    manifest |= {"bytes": sum(entry["bytes"] for entry in entries), "files": entries}
    write_json(folder.local / MANIFEST, manifest | {OWN: hash_json(manifest)})

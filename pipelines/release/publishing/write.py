"""The files of a release: data linked from the parts, the card, croissant.json, and the manifest last."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pipelines.config.stages import PublishRelease
from pipelines.release.contents import count_contents
from pipelines.release.description.card import release_card
from pipelines.release.description.croissant import describe_release
from pipelines.release.find import MANIFEST
from pipelines.release.layout import NEGATIVES_CONFIG, OWN
from pipelines.release.negatives import count_negatives
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
    negatives       path in the release -> place of each file of negatives, in order
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
    negatives: Mapping[str, Place] = field(default_factory=dict)

    @property
    def content(self) -> dict[str, Place]:
        """The files that make the content: pairs and negatives."""
        return {**self.data, **self.negatives}


def write_release(folder: FolderDraft, draft: Draft, identity: Entry) -> None:
    """Write the release, its manifest last of all.

    identity  entries of the manifest that name the release: format, version, created, fingerprint
    """
    for name, place in {**draft.content, **draft.others}.items():
        # Only the large files share their bytes on the disk with work/: a later run can make them again if they spoil.
        folder.add(name, place, shared=name in draft.content)
    local = {name: fetch(place, draft.sums[name]) for name, place in draft.content.items()}
    negatives = count_negatives({name: local[name] for name in draft.negatives})
    contents = count_contents({name: local[name] for name in draft.data})
    contents = replace(contents, other_licenses=[*negatives.licenses])
    manifest = {
        **identity,
        **draft.facts,
        "rows": contents.total.rows,
        "splits": {name: tally.rows for name, tally in contents.splits.items()},
        "pairs_by_profile": {name: tally.rows for name, tally in contents.profiles.items()},
        "words": contents.total.words,
        "swap_rate": contents.total.swap_rate,
        **negatives.describe(),
    }
    data, beside = (
        [
            {"path": name, "bytes": local[name].stat().st_size, "sha256": draft.sums[name], counted: rows}
            for name, rows in file_rows.items()
        ]
        for counted, file_rows in (("rows", contents.file_rows), (NEGATIVES_CONFIG, negatives.file_rows))
    )
    example = next(read_tables(next(iter(local.values())))).slice(0, 1).to_pylist()[0]
    write_text(folder.local / "README.md", release_card(draft.settings, manifest, contents, example))
    write_json(folder.local / "croissant.json", describe_release(draft.settings, manifest, contents, data))
    described: dict[str, Entry] = folder.describe(draft.sums)
    others = [{"path": name, **entry} for name, entry in described.items() if name not in draft.content]
    entries = [*data, *beside, *others]
    manifest |= {"bytes": sum(entry["bytes"] for entry in entries), "files": entries}
    write_json(folder.local / MANIFEST, manifest | {OWN: hash_json(manifest)})

"""Make the accepted pairs visible as a release: whole, described, with checksums, and never twice.

The folder is built under a temporary name, its manifest last, and renamed; then LATEST is swapped. A run that
breaks off leaves a temporary folder that no reader takes for a release. One publisher at a time has the dataset,
and who comes with content that is there already is given that release.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.browse.index import FOLDER as INDEX_FOLDER
from pipelines.config.run import RunConfig
from pipelines.config.stages import PublishRelease
from pipelines.errors import ValidationFailed
from pipelines.parts import RECEIPT, Part
from pipelines.release.card import release_card
from pipelines.release.contents import count_contents
from pipelines.release.croissant import describe_release
from pipelines.release.find import (
    FORMAT,
    INDEX,
    MANIFEST,
    Release,
    find_versions,
    fingerprint_content,
    order_splits,
    read_release,
)
from pipelines.release.provenance import describe_run, redact
from pipelines.release.publish import next_version, point_latest, publishing, remove_stale
from pipelines.storage.files import link_or_copy, sha256_file, write_text
from pipelines.storage.folders import committing_folder, make_folder
from pipelines.storage.json_files import write_json
from pipelines.storage.tables import read_tables

Entry = dict[str, Any]

log = logging.getLogger(__name__)


def publish_release(  # noqa: PLR0917 - what every stage before it made
    articles: Sequence[Part],
    groups: Part,
    pairs: Sequence[Part],
    validated: Sequence[Part],
    audit: Part,
    config: RunConfig,
) -> Release:
    """Publish the accepted pairs of all parts, in the order of the parts.

    Returns the release that is there already, with `published` False, if it has the same content: the same data
    files and the same settings of the card. Only the time in a version is not determined by the content.
    """
    folder = make_folder(config.dataset_folder)
    data = number_files(validated)
    if not data:
        raise ValidationFailed(
            f"expected at least one accepted pair to publish in {config.dataset}, found none: "
            f"see {folder / 'rejects'} and {folder / 'quarantine'} for where they went and why"
        )
    with ThreadPoolExecutor() as pool:  # hashing lets go of the interpreter
        checksums = dict(zip(data, pool.map(sha256_file, data.values()), strict=True))
    card = config.publish_release.model_dump(mode="json", exclude={"require_approval"})
    fingerprint = fingerprint_content(checksums, redact(card))
    stages = {"ingest_articles": articles, "group_duplicates": [groups], "spin_articles": pairs}
    with publishing(folder):
        remove_stale(folder)
        release = _find_content(folder, fingerprint)
        if release is None:
            version, created = next_version(folder, fingerprint)
            manifest = {
                "format": FORMAT,
                "dataset": config.dataset,
                "version": version,
                "created": created.isoformat(),
                "fingerprint": fingerprint,
                "verdict": audit.statistics["verdict"],
                **describe_run(config, {**stages, "validate_pairs": validated}),
            }
            with committing_folder(folder / version) as temporary:
                _link_files(data, temporary)
                _link_files(find_indexes(data), temporary)
                _link_quality(audit, config, temporary / "quality")
                _describe(temporary, manifest, checksums, config.publish_release)
            release = read_release(folder / version)
        point_latest(folder)
    log.info("%s", release)
    return release


def number_files(parts: Sequence[Part]) -> dict[str, Path]:
    """Path in the release -> path of the part's file, numbered in the order of the parts; none without rows."""
    names = {name for part in parts for name, rows in part.rows.items() if rows}
    return {
        f"data/{split}/part-{number:05}.parquet": path
        for split in order_splits(names)
        for number, path in enumerate(part.path(split) for part in parts if part.rows.get(split))
    }


def find_indexes(data: Mapping[str, Path]) -> dict[str, Path]:
    """The same of the indexes that validate_pairs wrote beside its files."""
    beside = {name: path.parent / INDEX_FOLDER / path.name for name, path in data.items()}
    return {name.replace("data/", f"{INDEX}/", 1): path for name, path in beside.items() if path.is_file()}


def _find_content(folder: Path, fingerprint: str) -> Release | None:
    for version in reversed(find_versions(folder)):
        if version.endswith(fingerprint[:12]):
            release = read_release(folder / version)
            if release.fingerprint == fingerprint:
                return replace(release, published=False)
    return None


def _link_files(files: Mapping[str, Path], folder: Path) -> None:
    for name, path in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(path, folder / name)


def _link_quality(audit: Part, config: RunConfig, folder: Path) -> None:
    """What audit_corpus wrote beside its receipt: results.json and the Data Docs."""
    source = config.dataset_folder / "work" / audit.stage / audit.key
    paths = (path for path in sorted(source.rglob("*")) if path.is_file() and path.name != RECEIPT)
    _link_files({path.relative_to(source).as_posix(): path for path in paths}, folder)


def _describe(folder: Path, manifest: Entry, checksums: Mapping[str, str], settings: PublishRelease) -> None:
    """Write the card, croissant.json and, last of all, the manifest for the files that are in `folder`."""
    contents = count_contents({name: folder / name for name in checksums})
    manifest = manifest | {
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
    first = next(read_tables(folder / next(iter(checksums)))).slice(0, 1)
    write_text(folder / "README.md", release_card(settings, manifest, contents, first.to_pylist()[0]))
    write_json(folder / "croissant.json", describe_release(settings, manifest, contents, data))
    others = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()]
    entries = data + [_entry(folder, name, sha256_file(folder / name)) for name in others if name not in checksums]
    write_json(folder / MANIFEST, manifest | {"bytes": sum(entry["bytes"] for entry in entries), "files": entries})


def _entry(folder: Path, name: str, sha256: str) -> Entry:
    return {"path": name, "bytes": (folder / name).stat().st_size, "sha256": sha256}

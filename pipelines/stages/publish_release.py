"""Publish the accepted pairs as a release: gather the files and facts of the run, and hand them to `release/`."""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from pipelines.browse.index import path_of_index
from pipelines.config.run import RunConfig
from pipelines.errors import ValidationFailed
from pipelines.parts.finish import RECEIPT, check_parts, clear_suspicion
from pipelines.parts.part import Corpus, Part
from pipelines.release.carried import FILE as CARRIED
from pipelines.release.carried import LINEAGE, NAME
from pipelines.release.find import Release, order_splits
from pipelines.release.layout import data_path, index_path
from pipelines.release.provenance import describe_run
from pipelines.release.publish import publish_draft
from pipelines.release.write import Draft
from pipelines.storage.folders import make_folder

log = logging.getLogger(__name__)


def publish_release(corpus: Corpus, audit: Part, config: RunConfig) -> Release:
    """Publish the accepted pairs of all parts, in the order of the parts.

    Return the existing release, with `published` False, if its content is identical: the same data files and the
    same settings of the card. Raise ValidationFailed if no pair was accepted.
    """
    folder = make_folder(config.dataset_folder)
    data = number_files(corpus.validated)
    if not data:
        raise ValidationFailed(
            f"expected at least one accepted pair to publish in {config.dataset}, found none: "
            f"the rows and their reasons are in {folder / 'rejects'} and {folder / 'quarantine'}"
        )
    check_parts([*corpus.validated, corpus.groups, audit])
    draft = Draft(
        dataset_folder=folder,
        data=data,
        others=find_indexes(data) | _quality_files(audit) | {CARRIED: corpus.groups.file(NAME)},
        settings=config.publish_release,
        facts={
            "dataset": config.dataset,
            "verdict": audit.statistics["verdict"],
            "checks": audit.statistics.get("checks", ""),
            LINEAGE: corpus.groups.statistics["lineage"],
            **describe_run(config, corpus.stages),
        },
    )
    release = publish_draft(draft)
    clear_suspicion(folder)
    log.info("%s", release)
    return release


def number_files(parts: Sequence[Part]) -> dict[str, Path]:
    """Path in the release -> path of a part's file, numbered in the order of the parts; only files with rows."""
    names = {name for part in parts for name, rows in part.rows.items() if rows}
    return {
        data_path(split, number): path
        for split in order_splits(names)
        for number, path in enumerate(part.path(split) for part in parts if part.rows.get(split))
    }


def find_indexes(data: Mapping[str, Path]) -> dict[str, Path]:
    """Path in the release -> path of the search index that validate_pairs wrote beside a data file."""
    beside = {name: path_of_index(path) for name, path in data.items()}
    return {index_path(name): path for name, path in beside.items() if path.is_file()}


def _quality_files(audit: Part) -> dict[str, Path]:
    """Path in the release -> path of each file that audit_corpus wrote: results.json, the report, the Data Docs."""
    folder = Path(audit.folder)
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != RECEIPT)
    return {f"quality/{path.relative_to(folder).as_posix()}": path for path in paths}

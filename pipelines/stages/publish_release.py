"""Publish the accepted pairs as a release: gather the files and facts of the run, and hand them to `release/`."""

import logging
from collections.abc import Sequence

from pipelines.browse.index import name_of_index
from pipelines.config.run import RunConfig
from pipelines.errors import ValidationFailed
from pipelines.parts.finish import check_parts, clear_suspicion
from pipelines.parts.negatives import name_file
from pipelines.parts.part import Corpus, Part
from pipelines.release.carried import FILE as CARRIED
from pipelines.release.carried import LINEAGE, NAME
from pipelines.release.comparison.digests import name_of_digest
from pipelines.release.comparison.text_hash import NAME_OF_DIGEST
from pipelines.release.find import Release, order_splits
from pipelines.release.layout import GROUPS_DIGEST, data_path, digest_path, index_path, negatives_path
from pipelines.release.not_latest import say_not_latest
from pipelines.release.provenance import describe_run
from pipelines.release.publishing.publish import publish_draft
from pipelines.release.publishing.write import Draft
from pipelines.storage.folders import make_folder

log = logging.getLogger(__name__)

# A part, and the name of one of its files.
PartFile = tuple[Part, str]


def publish_release(corpus: Corpus, quality: Part, config: RunConfig) -> Release:
    """Publish the accepted pairs of all parts, in the order of the parts; negatives and files of quality beside them.

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
    negatives = number_negatives(corpus.pairs)
    beside = {part.key: part for part, _ in negatives.values()}
    check_parts([*corpus.validated, *beside.values(), corpus.groups, quality], "stored")
    others = find_beside(corpus.validated) | _quality_files(quality) | _group_files(corpus.groups)
    files = data | negatives | others
    draft = Draft(
        dataset_folder=folder,
        data={path: part.place / name for path, (part, name) in data.items()},
        negatives={path: part.place / name for path, (part, name) in negatives.items()},
        others={path: part.place / name for path, (part, name) in others.items()},
        sums={path: part.sums[name] for path, (part, name) in files.items()},
        settings=config.publish_release,
        facts={
            "dataset": config.dataset,
            "verdict": quality.statistics["verdict"],
            "checks": quality.statistics.get("checks", ""),
            "probe": quality.statistics.get("probe", {}),
            LINEAGE: corpus.groups.statistics["lineage"],
            **describe_run(config, corpus.stages),
        },
    )
    release = publish_draft(draft)
    clear_suspicion(folder)
    log.info("%s", release)
    if says := say_not_latest(release):
        log.info("%s", says)
    return release


def number_files(parts: Sequence[Part]) -> dict[str, PartFile]:
    """Path in the release -> a part's file, numbered in the order of the parts; only files with rows."""
    names = {name for part in parts for name, rows in part.rows.items() if rows}
    return {
        data_path(split, number): (part, f"{split}.parquet")
        for split in order_splits(names)
        for number, part in enumerate(part for part in parts if part.rows.get(split))
    }


def number_negatives(parts: Sequence[Part]) -> dict[str, PartFile]:
    """Path in the release -> file of negatives, numbered in the order of the parts of spin_articles."""
    return {
        negatives_path(split, number): (part, name_file(split))
        for split in order_splits({split for part in parts for split in part.negatives})
        for number, part in enumerate(part for part in parts if split in part.negatives)
    }


def find_beside(parts: Sequence[Part]) -> dict[str, PartFile]:
    """Path in the release -> the search index and the digest that validate_pairs wrote beside a data file."""
    data = number_files(parts)
    found = {index_path(path): (part, name_of_index(file)) for path, (part, file) in data.items()}
    found |= {digest_path(path): (part, name_of_digest(file)) for path, (part, file) in data.items()}
    return {path: (part, name) for path, (part, name) in found.items() if name in part.sums}


def _group_files(groups: Part) -> dict[str, PartFile]:
    """Path in the release -> the groups and splits of its articles, and their digest."""
    digest = {GROUPS_DIGEST: (groups, NAME_OF_DIGEST)} if NAME_OF_DIGEST in groups.sums else {}
    return {CARRIED: (groups, NAME), **digest}


def _quality_files(quality: Part) -> dict[str, PartFile]:
    """Path in the release -> each file that probe_corpus wrote: results, report, Data Docs, figures and detector."""
    return {f"quality/{name}": (quality, name) for name in quality.sums}

"""The tasks of the DAG prune_releases: JSON in, JSON out, and in the log a table for each dataset."""

import logging
from collections.abc import Mapping
from typing import Any

from pipelines.config.prune_form import fill_form, read_options
from pipelines.errors import ConfigError, StorageError
from pipelines.storage.places import Place, open_place
from pipelines.workflow import tables
from pipelines.workflow.confine import confine_dataset, confine_output

log = logging.getLogger(__name__)
Json = dict[str, Any]


def check_form(form: Mapping[str, Any]) -> Json:
    """Complete and check a filled form; raise ConfigError for a wrong field, or for folders without a dataset."""
    filled = fill_form(form)
    find_folders(filled)
    return filled


def prune_releases(form: Json) -> Json:
    """Prune as the form asks; return counts and bytes by dataset. A dry run returns what would be done.

    Raise StorageError for datasets with a damaged release, after the others are pruned.
    """
    from pipelines.release.pruning.plan import carry_out, plan_each  # noqa: PLC0415 - a DAG file is read often

    options, done = read_options(form), {}
    plans, faults = plan_each(find_folders(form), options)
    for plan in plans:
        folder = plan.dataset_folder
        for line in tables.prune_table(plan, options):
            log.info("%s", line)
        if form["dry_run"]:
            log.info("%s: nothing was deleted: a dry run", folder)
            counts = {"releases": len(plan.old), "parts": len(plan.parts), "bytes": plan.now + plan.later}
        else:
            pruned = carry_out(plan, options)
            counts = {"releases": len(pruned.hidden), "parts": pruned.parts, "bytes": pruned.freed}
        done[folder.name] = counts
    if faults:
        raise StorageError("; ".join(faults))
    return done


def find_folders(form: Json) -> list[Place]:
    """Return the folders of the datasets that a form names; raise ConfigError if one is outside the roots."""
    from pipelines.release.pruning.plan import find_datasets  # noqa: PLC0415 - see above

    root = open_place(confine_output(form["output"]))
    place = root / form["dataset"] if form["dataset"] else root
    folders = find_datasets(place) if place.is_dir() else []
    if not folders:
        raise ConfigError(f"expected a folder with datasets, found none in {place}: give the output of a build")
    for folder in folders:
        confine_dataset(folder)
    return folders

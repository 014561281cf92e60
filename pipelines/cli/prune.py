"""`spindle prune`: old releases, and the parts of work that nothing uses. A dry run, unless it is told to delete."""

import shlex
from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console

from pipelines.cli import terminal
from pipelines.cli.numbers import human_bytes
from pipelines.config.prune_form import PruneOptions
from pipelines.errors import ConfigError, StorageError
from pipelines.release.pruning.plan import Pruning, carry_out, find_datasets, plan_each
from pipelines.release.pruning.space import freed_bytes
from pipelines.release.pruning.unused import StoredPart


def run(root: str, options: PruneOptions, *, delete: bool) -> None:
    datasets = find_datasets(terminal.check_folder(root))
    if not datasets:
        raise ConfigError(f"expected a folder with releases, found none in {root}: give the --output of a build")
    found, faults = plan_each(datasets, options)
    _prune(root, [plan for plan in found if not plan.is_empty], options, delete=delete)
    if faults:
        raise StorageError("; ".join(faults))


def _prune(root: str, plans: Sequence[Pruning], options: PruneOptions, *, delete: bool) -> None:
    console = terminal.stdout()
    if not plans:
        console.print(f"nothing to delete: no dataset has more than {options.keep} releases that could go")
        if options.work:
            console.print(f"each part of work is used by a release, or was by a run of the last {options.days:g} days")
        return
    for plan in plans:
        _show(console, plan, options)
    _show_bytes(console, plans, options)
    if not delete:
        found = _count(
            sum(len(plan.old) for plan in plans),
            sum(len(plan.parts) for plan in plans),
            sum(len(plan.leftovers) for plan in plans),
            sum(len(plan.hidden) for plan in plans),
        )
        console.print(f"nothing was deleted: a dry run, which found {found}", soft_wrap=True)
        console.print(f"to delete: {_command(root, options)}", soft_wrap=True)
        return
    done = [carry_out(plan, options) for plan in plans]
    deleted = _count(
        sum(len(each.hidden) for each in done), sum(each.parts for each in done), sum(each.leftovers for each in done)
    )
    freed = human_bytes(sum(each.freed for each in done))
    console.print(f"deleted {deleted or 'the files of releases pruned before'}, which freed {freed}", soft_wrap=True)
    if any(set(each.hidden) - set(each.deleted) for each in done):
        console.print(f"the files of the releases go with the next prune after {options.grace:g} h", soft_wrap=True)


def _count(releases: int, parts: int, leftovers: int, hidden: int = 0) -> str:
    """Return how many of each there are, as far as there are any.

    >>> _count(2, 0, 1)
    '2 release(s) and 1 file(s) of broken-off runs'
    """
    names = {
        "release(s)": releases,
        "part(s) of work": parts,
        "file(s) of broken-off runs": leftovers,
        "release(s) pruned before": hidden,
    }
    *first, last = [f"{number:,} {name}" for name, number in names.items() if number] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def _command(root: str, options: PruneOptions) -> str:
    """Return the command that deletes what a dry run has shown."""
    work = f"--older-than {options.days:g}" if options.work else "--no-work"
    return f"spindle prune {shlex.quote(str(root))} --keep {options.keep} {work} --grace {options.grace:g} --delete"


def _show(console: Console, plan: Pruning, options: PruneOptions) -> None:
    name = plan.dataset_folder.name
    for release in plan.old:
        what = f"{name}/{release.version}: {release.rows:,} pairs, {human_bytes(release.bytes)}"
        console.print(what, soft_wrap=True)
    for version, hours in plan.hidden.items():
        files = "its files go now" if version in plan.due else f"its files go {options.grace:g} h after that"
        console.print(f"{name}/{version}: pruned {hours:.1f} h ago, {files}", soft_wrap=True)
    _show_parts(console, name, plan.parts)
    if plan.leftovers:
        size = human_bytes(freed_bytes(plan.leftovers.values())[0])
        console.print(f"{name}: {len(plan.leftovers):,} file(s) that broken-off runs have left, {size}", soft_wrap=True)


def _show_parts(console: Console, dataset: str, parts: Sequence[StoredPart]) -> None:
    """Print a line for each stage of a dataset."""
    stages: defaultdict[str, list[StoredPart]] = defaultdict(list)
    for part in parts:
        stages[part.stage].append(part)
    for stage, found in stages.items():
        size = human_bytes(sum(freed_bytes(part.stored.values())[0] for part in found))
        text = f"{dataset}/work/{stage}: {len(found):,} part(s) that nothing uses, {size} of their own"
        console.print(text, soft_wrap=True)


def _show_bytes(console: Console, plans: Sequence[Pruning], options: PruneOptions) -> None:
    """Print what is truly freed: on a disk, a release shares its files with the parts in work/ that it was made of."""
    now, later, stays = (sum(getattr(plan, name) for plan in plans) for name in ("now", "later", "stays"))
    text = f"frees {human_bytes(now)}"
    if later:
        text += f", and {human_bytes(later)} with the next prune after {options.grace:g} h"
    if stays:
        hint = "" if options.work else " (without --no-work, the parts that nothing uses go, too)"
        text += f"; {human_bytes(stays)} stay on disk: parts in work/ or other releases share these files{hint}"
    console.print(text, soft_wrap=True)

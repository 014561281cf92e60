"""The tuned configuration as YAML, with comments on how it was found, and the profiles that only it needs."""

from pathlib import Path
from textwrap import wrap
from typing import Any

import yaml

from pipelines.errors import ConfigError
from pipelines.storage.files import write_text
from pipelines.tuning.components import Component, profile_tree
from pipelines.tuning.objective import AUROC, OBJECTIVE, TPR, Gain
from pipelines.tuning.tune import Tuned, describe_weights

# First line of a file that this module wrote and may therefore replace.
HEAD = "# Tuned by `spindle tune`."
WIDTH = 118
# Characters of a file's name that a comment quotes.
LONGEST = 60
NAMES = {OBJECTIVE: "the objective", AUROC: "AUROC", TPR: "TPR at 1 % false alarms"}


def check_output(path: Path) -> None:
    """Raise ConfigError unless a tuned configuration can be written to `path`."""
    if path.suffix not in (".yaml", ".yml"):
        raise ConfigError(
            f"expected --output to end in .yaml, got {path.name[:LONGEST]!r}: --config takes no other file"
        )
    if path.is_dir():
        raise ConfigError(f"expected a file for --output, but {path} is a folder: choose another name")
    if path.exists() and not _is_own(path):
        raise ConfigError(f"expected nothing or an earlier result at {path}, but another file is there: choose a name")


def write_tuned(path: Path, tuned: Tuned, tree: dict[str, Any], *, force: bool = False) -> list[Path]:
    """Write the configuration, and a profile beside it for each part of a mixture; return the files, it first.

    tree   the default configuration, of which only the profiles change
    force  write the weights that were found even if no gain is shown
    Paths in the configuration are absolute, so `spindle build` takes it in any folder.
    """
    changed, profiles = tree, dict[Path, str]()
    if tuned.is_gain_shown or (force and tuned.found.final != tuned.found.default):
        weights = tuned.name_weights(tuned.found.final)
        chosen = [component for component in tuned.components if component.name in weights]
        files = {each.name: _place(path, each) for each in chosen}
        profiles = {Path(files[each.name]): _profile_text(each) for each in chosen if each.configured is None}
        named = {files[name]: weight for name, weight in weights.items()}
        changed = {**tree, "spin_articles": {**(tree.get("spin_articles") or {}), "profiles": named}}
    for place, text in profiles.items():
        write_text(place, text)
    notes = [line for note in describe(tuned, force=force) for line in wrap(note, WIDTH)]
    comments = "".join(f"# {line}\n" for line in notes)
    write_text(path, f"{HEAD}\n{comments}{_dump(changed)}")
    return [path, *profiles]


def describe(tuned: Tuned, *, force: bool = False) -> list[str]:
    """Describe in words how sure the gain is, and how it was found."""
    found, samples = tuned.found, tuned.samples
    counts = f"{samples.n_spun:,} spun and {len(samples.is_spun) - samples.n_spun:,} clean texts"
    families = f" of {len(samples.families)} families" if len(samples.families) > 1 else ""
    folds = f"{samples.n_folds} fold{'s' * (samples.n_folds != 1)} of {'families' if families else 'samples'}"
    how = (
        f"Found in {say_size(tuned)}, among {len(tuned.components)} components: random search, then moves of weight "
        "between two components, with a model of words as judge. The objective is the mean of AUROC and TPR at 1 % "
        f"false alarms. The gain is that of {folds}: the weights for each fold were chosen on the others, and "
        "detectors trained with each seed. Intervals are of a paired bootstrap over samples and seeds."
    )
    return [
        say_verdict(tuned, force=force),
        f"Samples: {counts}{families}, in {', '.join(map(_quote, samples.names))}.",
        *(f"Detector, {NAMES[name]}: {say_gain(gain)}." for name, gain in tuned.confirmation.gains.items()),
        f"Model of words, the objective: {say_gain(tuned.judged[OBJECTIVE])}.",
        f"Default weights: {describe_weights(tuned.name_weights(found.default))}.",
        f"Weights found on all samples: {describe_weights(tuned.name_weights(found.final))}.",
        how,
    ]


def say_verdict(tuned: Tuned, *, force: bool = False) -> str:
    """Say in a sentence if a gain is shown, and which weights are written."""
    gain = tuned.confirmation.gains[OBJECTIVE]
    interval = f"{gain.value:+.3f} in the objective, 95 % interval {gain.low:+.3f} to {gain.high:+.3f}"
    if tuned.is_gain_shown:
        return f"A gain is shown: {interval}."
    if tuned.found.final == tuned.found.default:
        return f"No better weights were found on these samples, so the default weights are kept ({interval})."
    verdict = "The weights found do worse" if gain.high < 0 else "No gain is shown"
    kept = "but the weights found are written, as asked" if force else "so the default weights are kept"
    return f"{verdict} ({interval}), {kept}."


def say_size(tuned: Tuned) -> str:
    """Say how much was tried, and if the time ran out."""
    n_trials, n_seeds = len(tuned.found.scores), tuned.confirmation.n_seeds
    ended = " (fewer than asked: the time was over)" if tuned.was_late else ""
    return f"{n_trials:,} trial{'s' * (n_trials != 1)} and {n_seeds} seed{'s' * (n_seeds != 1)}{ended}"


def say_gain(gain: Gain) -> str:
    """Format both values and the difference.

    >>> say_gain(Gain(0.9, 0.93, 0.01, 0.05))
    '0.900 to 0.930, +0.030 (95 % interval +0.010 to +0.050)'
    """
    return (
        f"{gain.default:.3f} to {gain.chosen:.3f}, {gain.value:+.3f} "
        f"(95 % interval {gain.low:+.3f} to {gain.high:+.3f})"
    )


def _place(path: Path, component: Component) -> str:
    """The name or the absolute path by which the configuration names a component."""
    if component.configured is None:
        return str(path.absolute().with_name(f"{path.stem}_{component.name}.yaml"))
    is_path = component.configured.endswith(".yaml")
    return str(Path(component.configured).absolute()) if is_path else component.configured


def _profile_text(component: Component) -> str:
    return f"{HEAD}\n{_dump(profile_tree(component.spinner.profile), short=True)}"


def _quote(name: str) -> str:
    r"""A file's name for a comment, cut and on one line.

    >>> _quote("a\u2028b.jsonl"), len(_quote("a" * 99))
    ('a?b.jsonl', 61)
    """
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def _dump(tree: dict[str, Any], *, short: bool = False) -> str:
    """Format as YAML; `short` has lists, and mappings of plain values, on one line."""
    return yaml.safe_dump(
        tree, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None if short else False
    )


def _is_own(path: Path) -> bool:
    return path.read_bytes().startswith(HEAD.encode())

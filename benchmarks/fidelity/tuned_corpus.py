"""Describe a tuned corpus, and write its weights into a configuration."""

from pathlib import Path

import yaml

from fidelity.judge import value_of
from fidelity.tuning import Tuned
from pipelines.config.files import config_names
from pipelines.errors import ConfigError
from pipelines.spinners.profile import load_profile
from pipelines.storage.files import write_text
from pipelines.tuning.components import profile_tree, vary_mixture

PROFILES = "  profiles:"


def describe(tuned: Tuned) -> str:
    """Describe the weights, how stable they are, and how they carry over to families left out."""
    lines = [f"default:  {_list(tuned.shares(tuned.default))}; objective {tuned.objective(tuned.default):.3f}"]
    for number, result in enumerate(tuned.results, 1):
        objective = value_of(result.values[result.chosen])
        lines.append(f"seed {number}:   {_list(tuned.shares(result.chosen))}; objective {objective:.3f}")
        lines += [f"  without {family}: {_list(tuned.shares(weights))}" for family, weights in result.without.items()]
    lines.append(f"chosen:   {_list(tuned.shares(tuned.final))}")
    for family, (before, after) in tuned.carried().items():
        lines.append(f"{family}: {before:.3f} by the default, {after:.3f} by weights chosen without it")
    carried = tuned.carried().values()
    if carried:
        before, after = (sum(column) / len(carried) for column in zip(*carried, strict=True))
        lines.append(f"mean of the families: {before:.3f} -> {after:.3f}")
    return "\n".join(lines)


def _list(shares: dict[str, float]) -> str:
    return ", ".join(f"{name} {share:.2f}" for name, share in sorted(shares.items(), key=lambda item: -item[1]))


def write_corpus(tuned: Tuned, path: Path) -> list[Path]:
    """Replace the profiles of the configuration at `path` by the chosen ones; return the files written.

    A chosen part of a mixture becomes a profile of its own: in the folder `profiles` beside the configuration's folder.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((number for number, line in enumerate(lines) if line.startswith(PROFILES)), None)
    if first is None:
        raise ConfigError(f"expected a line {PROFILES.strip()!r} under spin_articles in {path}, found none: add one")
    behind = next((n for n in range(first + 1, len(lines)) if not lines[n].startswith("    ")), len(lines))
    weights = {name: each for name, each in zip(tuned.names, tuned.final, strict=True) if each}
    block = [PROFILES, *(f"    {name}: {weight}" for name, weight in weights.items())]
    written = [path, *_write_parts(sorted(weights), path.parent.parent / "profiles")]
    write_text(path, "\n".join([*lines[:first], *block, *lines[behind:]]) + "\n")
    return written


def _write_parts(names: list[str], folder: Path) -> list[Path]:
    """Write the profiles of parts of mixtures that are among the names."""
    known, parts = set(config_names("profiles")), {}
    for name in known:
        parts |= vary_mixture(load_profile(name))
    written = []
    for name in names:
        if name not in known:
            place = folder / f"{name}.yaml"
            write_text(place, yaml.safe_dump(profile_tree(parts[name]), sort_keys=False, width=118))
            written.append(place)
    return written

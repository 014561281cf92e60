"""Components of a tuned corpus, and each of them without a family, so that no family is scored by its own samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fidelity.corpora import without_family
from fidelity.families import TRACES
from fidelity.learning import write_profile
from fidelity.training import Corpus
from pipelines.config.files import config_names
from pipelines.spinners.profile import load_profile
from pipelines.tuning.components import profile_tree, vary_mixture

# A contrast: edits such as people make, which no corpus should teach a detector to flag.
CONTRASTS = frozenset({"careful"})


@dataclass(frozen=True)
class Component:
    """A profile that gets a weight.

    name     of the profile, or of a part of the ranges of a mixture
    path     its name or path
    without  family -> the name or path of the profile without the family; None: nothing is left of it
    """

    name: str
    path: str
    without: dict[str, str | None]


def list_components(families: Sequence[str], folder: Path) -> list[Component]:
    """Return the components: the profiles of Spindle's engine but for contrasts, and the parts of the mixtures."""
    names = [name for name in config_names("profiles") if name not in CONTRASTS]
    profiles = {name: load_profile(name) for name in names}
    paths = {name: name for name, profile in profiles.items() if profile.engine == "spindle"}
    for name in list(paths):
        for part, profile in vary_mixture(profiles[name]).items():
            paths[part] = write_profile(profile_tree(profile), folder / f"{part}.yaml")
    return [Component(name, path, _leave_out(path, families, folder)) for name, path in sorted(paths.items())]


def _leave_out(path: str, families: Sequence[str], folder: Path) -> dict[str, str | None]:
    """The component without each family that has traces in the project."""
    found: dict[str, str | None] = {}
    for family in families:
        if family in TRACES:
            left = without_family(Corpus("one", {path: 1}), family, folder, strict=True)
            found[family] = next(iter(left.profiles)) if left else None
    return found


def shares_without(components: Sequence[Component], weights: Sequence[float], family: str | None) -> dict[str, float]:
    """Return the share of each profile in a corpus of these weights without a family; {} if nothing is left."""
    shares: dict[str, float] = {}
    for component, weight in zip(components, weights, strict=True):
        path = component.without.get(family, component.path) if family else component.path
        if weight and path:
            shares[path] = shares.get(path, 0.0) + weight
    total = sum(shares.values())
    return {path: shares[path] / total for path in sorted(shares)}

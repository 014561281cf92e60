"""Components, which the search gives weights: profiles, and narrower ranges of a mixture.

A mixture with other ranges writes other texts, which takes long to try. Instead, each of its ranges is cut into parts
that are components of their own: weights of low and high rates, for example, are a range of rates with a slope.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.config.files import config_names
from pipelines.engine.hold_out import HoldOut
from pipelines.errors import ConfigError
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.profile import Profile, load_profile
from pipelines.spinners.spinner import Spinner, load_spinners

# Origins that no spinner is known by: Moby's thesaurus and WordNet. The others are tables of spinners, but for numbers
# and homographs, which belong to neither.
THESAURI = frozenset({"moby", "synset", "similar", "near"})
TABLES = frozenset({"learned", "withinside", "twelve_months", "autoblog", "spinbot"})
ONE_PASS, THREE_PASSES = (1.0,), (0.34, 0.33, 0.33)


@dataclass(frozen=True)
class Component:
    """A spinner with a name.

    name        its name in the figures
    configured  its name in a configuration: a name or a path; None for a part of a mixture, which needs a file
    """

    name: str
    spinner: Spinner
    configured: str | None


def list_components(names: Sequence[str], hold_out: HoldOut | None = None, *, fixed_rate: bool) -> list[Component]:
    """Return the components of profiles, by name: each profile, and the parts of its mixture if it has one.

    hold_out    the replacements that the spinners may use, None for all
    fixed_rate  the configuration sets one rate for all profiles, so ranges of the rate are left out
    Raises ConfigError for an unknown profile, and for two of the same name.
    """
    found: dict[str, Component] = {}
    names = sorted(set(names))
    spinners = zip(names, load_spinners(names, hold_out), strict=True)
    for component in (each for name, spinner in spinners for each in _components_of(name, spinner, fixed_rate)):
        if component.name in found:
            raise ConfigError(f"expected profiles of different names, got two named {component.name!r}: leave one out")
        found[component.name] = component
    return [found[name] for name in sorted(found)]


def default_profiles() -> list[str]:
    """Return the names of all profiles that Spindle's engine spins: nlpaug is too slow for a search."""
    return [name for name in config_names("profiles") if load_profile(name).engine == "spindle"]


def _components_of(name: str, spinner: Spinner, fixed_rate: bool) -> Iterator[Component]:
    yield Component(spinner.profile.name, spinner, name)
    for part, profile in vary_mixture(spinner.profile, fixed_rate=fixed_rate).items():
        # Passes, rates and liking for origins do not change the lexicon's candidates.
        yield Component(part, replace(spinner, profile=profile), None)


def vary_mixture(profile: Profile, *, fixed_rate: bool = False) -> dict[str, Profile]:
    """Return the parts of a profile's mixture by name; {} for a profile without one."""
    mixture = profile.mixture
    if mixture is None:
        return {}
    low, high = mixture.rate
    middle = round((low + high) / 2, 3)
    changes: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "one_pass": ({"passes": ONE_PASS}, {"again": (0, 0)}),
        "three_passes": ({"passes": THREE_PASSES}, {}),
        "tables": ({}, {"origins": _without(mixture, THESAURI)}),
        "thesauri": ({}, {"origins": _without(mixture, TABLES)}),
    }
    if low < high and not fixed_rate:
        changes["low_rates"] = ({"rate": round((low + middle) / 2, 3)}, {"rate": (low, middle)})
        changes["high_rates"] = ({"rate": round((middle + high) / 2, 3)}, {"rate": (middle, high)})
    if not THESAURI & set(mixture.origins) or not TABLES & set(mixture.origins):
        del changes["tables"], changes["thesauri"]
    return {
        f"{profile.name}_{part}": _change(profile, f"{profile.name}_{part}", fields, ranges)
        for part, (fields, ranges) in changes.items()
    }


def profile_tree(profile: Profile) -> dict[str, Any]:
    """Return the settings that a profile states, as in its YAML."""
    tree: dict[str, Any] = _listed(profile.model_dump(exclude_unset=True))
    return tree


def _listed(value: Any) -> Any:
    """The value with lists for tuples, which YAML does not have."""
    if isinstance(value, dict):
        return {key: _listed(each) for key, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, tuple | list) else value


def _without(mixture: Mixture, left_out: frozenset[str]) -> dict[str, Any]:
    """The ranges of the origins, with those of `left_out` unused by all spinners."""
    return {
        name: {"steps": origin.steps, "unused": 1.0 if name in left_out else origin.unused}
        for name, origin in mixture.origins.items()
    }


def _change(profile: Profile, name: str, fields: Mapping[str, Any], ranges: Mapping[str, Any]) -> Profile:
    tree = profile_tree(profile)
    imitates = f"A part of the ranges of {profile.name}: {name.removeprefix(profile.name + '_').replace('_', ' ')}."
    changed = {**tree, **fields, "name": name, "imitates": imitates, "mixture": {**tree["mixture"], **ranges}}
    return Profile.model_validate(changed)

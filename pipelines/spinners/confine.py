"""The files that a profile is made of, confined to roots.

A plain name is a file of the project's own configs/, which whoever runs Airflow has put there: it may name what it
likes. A profile at a path is a stranger's, and so is whatever it names.
"""

import os
from pathlib import Path

from pipelines.errors import ConfigError
from pipelines.lexicon.optional import optional_name
from pipelines.spinners.profile import load_profile
from pipelines.storage.roots import Roots, is_plain


def confine_profile(name: str, roots: Roots) -> None:
    """Raise ConfigError if a profile, or a file that it names, is neither the project's own nor in the roots."""
    if is_plain(name):
        return
    _check(f"the profile {Path(name).stem}", name, roots, (".yaml", ".yml"))
    profile = load_profile(name)
    if profile.engine != "spindle":
        raise ConfigError(
            f"expected the profile {profile.name} to have `engine: spindle`, got {profile.engine!r} in a profile at a "
            "path: models of nlpaug may run code, so ask who runs Airflow to add the profile to configs/profiles/"
        )
    habits = profile.mixture.habits if profile.mixture else {}
    # The optional lexicon lies beside the other one, if there is any.
    beside = optional_name(profile.lexicon)
    lexicons = [profile.lexicon, *([beside] if os.path.lexists(beside) else [])]
    tables = (*profile.learned, *habits)
    named = [*((file, ".arrow") for file in lexicons), *((file, ".tsv") for file in tables)]
    for file, ending in named:
        if not is_plain(file):
            _check(f"every file of the profile {profile.name}", file, roots, (ending,))


def _check(what: str, file: str, roots: Roots, endings: tuple[str, ...]) -> None:
    if not file.endswith(endings):  # it would be searched for in configs/, from where it leads elsewhere
        roots.refuse(what, file)
    roots.check(what, file)

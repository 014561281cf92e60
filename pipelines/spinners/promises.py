"""What a profile promises to leave alone, in the plain values that the checks on its rows take."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.lexicon.lists import read_list
from pipelines.lexicon.load import read_lexicon
from pipelines.quality.pairs.kept import Promises
from pipelines.spinners.profile import Profile, load_profile
from pipelines.storage.json_files import hash_json


def load_promises(config: RunConfig) -> dict[str, Promises]:
    """What each profile of a run promises, by its name; raises ConfigError for one that is not there."""
    profiles = [load_profile(name) for name in sorted(config.spin_articles.profiles)]
    return {profile.name: promises_of(profile) for profile in profiles}


def promises_of(profile: Profile) -> Promises:
    """The promises that hold in every text of the profile.

    A mixture leaves names, quotations and numbers to the spinner that it draws for a text, so they are none of its
    promises; and of the names of `names: known` those that are lists of several words are left to the engine.
    """
    protect, drawn = profile.protect, profile.mixture is not None
    by_list = protect.names == "known" and not drawn and profile.engine == "spindle"
    return Promises(
        names=protect.names != "none" and not drawn,
        known_names=read_known_names() if by_list else None,
        homographs=read_homographs(profile.lexicon) if profile.homographs and profile.engine == "spindle" else None,
        quotations=protect.quotations and not drawn,
        numbers=profile.numbers != "both",
        hyphenated=protect.hyphenated,
        headline=protect.headline,
        glossary=protect.glossary,
    )


def fingerprint_promises(promises: Mapping[str, Promises]) -> str:
    """32 hex digits that change when a promise or a list of names does."""

    def plain(value: Any) -> Any:
        return value.to_pylist() if isinstance(value, pa.Array) else value

    return hash_json(
        {name: {key: plain(value) for key, value in vars(each).items()} for name, each in promises.items()}
    )


@lru_cache
def read_known_names() -> pa.StringArray:
    """The gazetteer of `names: known`: persons, places and other things, in lower case."""
    lists = [read_list(name) for name in ("names", "given_names")]
    return pa.concat_arrays(lists).unique()


@lru_cache
def read_homographs(lexicon: str) -> pa.StringArray:
    """The units of a compiled lexicon that have a candidate of another sense."""
    table = read_lexicon(lexicon)
    rows = np.flatnonzero(pc.equal(table["kind"], "homograph"))
    return table["unit"].take(pa.array(rows)).combine_chunks().dictionary_decode().unique()

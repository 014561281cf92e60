"""The promises of a profile: the words that it leaves alone, as plain values for the checks on its rows."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.config.run import RunConfig
from pipelines.lexicon.lists import read_list
from pipelines.lexicon.load import read_lexicon
from pipelines.quality.pairs.promises import Promises
from pipelines.spinners.mixture import Mixture
from pipelines.spinners.profile import Profile, load_profile
from pipelines.spinners.translate import NAMES, shared_fields
from pipelines.storage.json_files import hash_json


def load_promises(config: RunConfig) -> dict[str, Promises]:
    """Return the promises of each profile of a run, by its name; raises ConfigError for an unknown profile."""
    profiles = [load_profile(name) for name in sorted(config.spin_articles.profiles)]
    return {profile.name: promises_of(profile) for profile in profiles}


def promises_of(profile: Profile) -> Promises:
    """Return the promises that hold in every text of the profile.

    A mixture draws for each text whether names, quotations and numbers change, so it promises none of them. Of the
    gazetteer of `names: known` only single words are promised; entries of several words are left to the engine.
    """
    protect, by_engine = profile.protect, profile.engine == "spindle"
    promised = shared_fields(protect, Promises) | {"names": protect.names != "none"}
    if profile.mixture is not None:
        promised = {name: value for name, value in promised.items() if name not in Mixture.model_fields}
    is_known = protect.names == "known" and "names" in promised
    return Promises(
        **promised,
        known_names=read_known_names() if is_known and by_engine else None,
        homographs=read_homographs(profile.lexicon) if profile.homographs and by_engine else None,
        numbers=profile.numbers != "both",
    )


def fingerprint_promises(promises: Mapping[str, Promises]) -> str:
    """Return 32 hex digits that change with any promise and any list of names."""

    def plain(value: Any) -> Any:
        return value.to_pylist() if isinstance(value, pa.Array) else value

    return hash_json(
        {name: {key: plain(value) for key, value in vars(each).items()} for name, each in promises.items()}
    )


@lru_cache
def read_known_names() -> pa.StringArray:
    """Return the gazetteer of `names: known`: persons, places and other things, in lower case."""
    lists = [read_list(name) for name in NAMES]
    return pa.concat_arrays(lists).unique()


@lru_cache
def read_homographs(lexicon: str) -> pa.StringArray:
    """Return the units of a compiled lexicon that have a candidate of another sense."""
    table = read_lexicon(lexicon)
    rows = np.flatnonzero(pc.equal(table["kind"], "homograph"))
    return table["unit"].take(pa.array(rows)).combine_chunks().dictionary_decode().unique()

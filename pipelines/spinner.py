"""A profile made ready to write: its lexicon loaded, its rules as the engine takes them.

Whatever spins text goes through here: the stage, the command line, the measurements.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import Rules, SpunTexts, spin_texts
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.slots import build_glossary
from pipelines.lexicon.assemble import Selection, open_lexicon
from pipelines.profiles import Profile, load_profile


@dataclass(frozen=True)
class Spinner:
    """One profile with all that it needs."""

    profile: Profile
    lexicon: Lexicon

    def spin(self, texts: pa.StringArray, keys: Keys, *, rate: float | None = None) -> tuple[SpunTexts, Floats]:
        """One variant of each text, and the rate that was asked of each.

        keys  uint64 [m]: what all random choices of a text follow from, see `article_keys`
        rate  share of the words to swap, 0-1; None: the profile's own
        """
        rates = np.full(len(texts), self.profile.rate if rate is None else rate)
        return spin_texts(texts, keys, rates, self.lexicon, rules_of(self.profile)), rates


def load_spinner(name: str) -> Spinner:
    """The spinner of the profile `name`, or of a path to a YAML file; raises ConfigError."""
    profile = load_profile(name)
    return Spinner(profile, open_lexicon(selection_of(profile)))


def selection_of(profile: Profile) -> Selection:
    """What the profile asks of its lexicon."""
    return Selection(
        lexicon=profile.lexicon,
        learned=profile.learned,
        sources=tuple(sorted(profile.sources.items())),
        frequency=profile.frequency,
        sharpness=profile.sharpness,
        min_zipf=profile.min_zipf,
        numbers=profile.numbers,
        homographs=profile.homographs,
        careful=profile.careful,
    )


def article_keys(article_ids: pa.ChunkedArray, *, seed: int, variant: int) -> Keys:
    """uint64 [n]: what all random choices of a variant follow from (siphash of seed, variant and id)."""
    names = pc.binary_join_element_wise(f"{seed}\x1f{variant}", article_ids, "\x1f")
    return pd.util.hash_array(names.to_numpy(zero_copy_only=False).astype(object), hash_key="spindle article1")


def rules_of(profile: Profile) -> Rules:
    """The profile as the plain values that the engine takes."""
    protect = profile.protect
    return Rules(
        phrases=profile.phrases > 0,
        top=profile.top,
        min_letters=profile.min_letters,
        names=protect.names != "none",
        quotations=protect.quotations,
        hyphenated=protect.hyphenated,
        glossary=build_glossary(protect.glossary),
    )

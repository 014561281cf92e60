"""A profile made ready to write: its lexicon loaded, its rules as the engine takes them.

Whatever spins text goes through here: the stage, the command line, the measurements.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import Rules, Spans, SpunTexts, join_spans, spin_texts
from pipelines.engine.draw import Floats, Keys, random_bits
from pipelines.engine.glossary import build_glossary
from pipelines.engine.hold_out import HoldOut
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.parameters import TextParameters
from pipelines.engine.phrases import PhraseTable
from pipelines.engine.restrict import restrict
from pipelines.engine.taste import bell
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import Selection, open_lexicon
from pipelines.lexicon.lists import read_list
from pipelines.spinners import mixture
from pipelines.spinners.entities import check_entities, entities_fingerprint, find_entities
from pipelines.spinners.headlines import headline_spans
from pipelines.spinners.profile import Profile, Protect, load_profile
from pipelines.text.ids import name_texts
from schemas import SOURCES

# Where in a text's random numbers its rate is drawn, behind those that the engine and a mixture draw.
RATE_PLACE = 1 << 44


@dataclass(frozen=True)
class Spinner:
    """One profile with all that it needs; without a lexicon it is one of nlpaug's augmenters.

    hold_out  which replacements it may put; None: all
    """

    profile: Profile
    opened: Lexicon | None
    hold_out: HoldOut | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon; raises ConfigError for a profile of nlpaug's augmenters, which has none."""
        if self.opened is None:
            raise ConfigError(f"expected a profile of Spindle's own engine, got {self.profile.name!r}: it is nlpaug's")
        return self.opened

    @property
    def fingerprints(self) -> dict[str, str]:
        """What names the content of all that it writes from: lexicon or nlpaug's augmenters, and spaCy's model."""
        entities = {"spacy.entities": entities_fingerprint()} if self.profile.protect.entities else {}
        if self.opened is not None:
            return {self.profile.name: self.opened.fingerprint, **entities}
        from pipelines.spinners.nlpaug.tools import flow_fingerprints  # noqa: PLC0415 - nlpaug takes seconds to import

        return {**flow_fingerprints(self.profile.flow), **entities}

    def spin(
        self, texts: pa.StringArray, keys: Keys, *, rate: float | None = None, headlines: pa.Array | None = None
    ) -> tuple[SpunTexts, Floats]:
        """One variant of each text, and the rate that was asked of each.

        keys       uint64 [m]: what all random choices of a text follow from, see `article_keys`
        rate       share of the words to swap, 0-1; None: the profile's own
        headlines  integers [m]: code points of the headline at the start of each text, 0 or null for none; None: no
                   text has one
        """
        rates = draw_rates(keys, self.profile) if rate is None else np.full(len(texts), rate)
        rules, kept = rules_of(self.profile), find_kept(texts, self.profile.protect, headlines)
        if self.opened is not None:
            parameters = mix_spinners(keys, self.profile, self.opened)
            return spin_texts(texts, keys, rates, self.opened, rules, kept=kept, parameters=parameters), rates
        from pipelines.spinners.nlpaug.spin import spin_with_nlpaug  # noqa: PLC0415

        made = spin_with_nlpaug(texts, keys, rates, self.profile.flow, rules, kept=kept, hold_out=self.hold_out)
        return made, rates

    def holding(self, hold_out: HoldOut) -> "Spinner":
        """The spinner of the same profile that puts only what `hold_out` allows."""
        opened = None if self.opened is None else open_side(selection_of(self.profile), hold_out)
        return replace(self, opened=opened, hold_out=hold_out)


def load_spinner(name: str) -> Spinner:
    """The spinner of the profile `name`, or of a path to a YAML file; raises ConfigError."""
    profile = load_profile(name)
    if profile.protect.entities:
        try:
            check_entities()
        except ConfigError as error:
            raise ConfigError(f"profile {profile.name}: {error}") from error
    if profile.engine == "nlpaug":
        from pipelines.spinners.nlpaug.tools import load_flow  # noqa: PLC0415

        try:
            load_flow(profile.flow)  # what cannot work is said before the first text
        except ConfigError as error:
            raise ConfigError(f"profile {profile.name}: {error}") from error
        return Spinner(profile, None)
    return Spinner(profile, open_lexicon(selection_of(profile)))


@lru_cache(maxsize=16)
def open_side(selection: Selection, hold_out: HoldOut) -> Lexicon:
    """The lexicon of a profile with only the candidates that `hold_out` allows; some 0.1 s, once a process."""
    lexicon = open_lexicon(selection)
    allowed = hold_out.allows(lexicon.texts.slice(0, lexicon.n_texts))
    return restrict(lexicon, allowed[lexicon.candidate])


def find_kept(texts: pa.StringArray, protect: Protect, headlines: pa.Array | None) -> Spans | None:
    """What stays for a reason that is not in the words: headlines and entities, as far as they are protected."""
    kept = []
    if protect.headline and headlines is not None:
        kept.append(headline_spans(texts, headlines))
    if protect.entities:
        kept.append(find_entities(texts))
    return join_spans(*kept) if kept else None


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
        habits=tuple(name for name in profile.mixture.habits if name != "lexicon") if profile.mixture else (),
    )


@lru_cache(maxsize=4)
def read_names(*lists: str) -> PhraseTable | None:
    """The names in files of configs/lexicons/."""
    entries = [read_list(name) for name in lists]
    return build_glossary(pa.concat_arrays(entries).to_pylist())


def draw_rates(keys: Keys, profile: Profile) -> Floats:
    """float64 [m], 0-1: the rate of each text: the profile's, with its spread, from 0 to twice the rate.

    That of a mixture is drawn with the rest of the text's spinner.
    """
    if profile.mixture is not None:
        return mixture.draw_rates(profile.mixture, keys)
    rates = np.full(len(keys), profile.rate)
    if profile.rate_spread:
        rates += profile.rate_spread * bell(random_bits(keys, np.full(len(keys), RATE_PLACE), 0))
    return np.clip(rates, 0, min(1, 2 * profile.rate))


def mix_spinners(keys: Keys, profile: Profile, lexicon: Lexicon) -> TextParameters | None:
    """A spinner for each key, if the profile is a mixture of them."""
    if profile.mixture is None:
        return None
    habits = ("lexicon", *selection_of(profile).habits)
    return mixture.draw_spinners(profile.mixture, keys, lexicon, habits=habits, sources=SOURCES)


def article_keys(article_ids: pa.ChunkedArray, *, seed: int, variant: int) -> Keys:
    """uint64 [n]: what all random choices of a variant follow from (siphash of seed, variant and id)."""
    return _hash_names(f"{seed}\x1f{variant}", article_ids)


def text_keys(texts: pa.StringArray, *, seed: int, variants: Sequence[int]) -> Keys:
    """The keys of texts alone, each with its variant: as `article_keys` of articles without ids of their own."""
    prefixes = pa.array([f"{seed}\x1f{variant}" for variant in variants], pa.string())
    return _hash_names(prefixes, name_texts(pc.utf8_trim_whitespace(texts)))


def _hash_names(prefixes: str | pa.StringArray, ids: pa.StringArray | pa.ChunkedArray) -> Keys:
    names = pc.binary_join_element_wise(prefixes, ids, "\x1f")
    return pd.util.hash_array(names.to_numpy(zero_copy_only=False).astype(object), hash_key="spindle article1")


def rules_of(profile: Profile) -> Rules:
    """The profile as the plain values that the engine takes."""
    protect = profile.protect
    return Rules(
        passes=profile.passes,
        again=profile.again,
        consistency=profile.consistency,
        skipping=profile.skipping,
        every=profile.every,
        phrases=profile.phrases,
        entities=profile.entities,
        top=profile.top,
        min_letters=profile.min_letters,
        casing=profile.casing,
        repair_articles=profile.repair_articles,
        names=protect.names != "none",
        quotations=protect.quotations,
        hyphenated=protect.hyphenated,
        glossary=build_glossary(protect.glossary),
        gazetteer=read_names("names", "given_names") if protect.names == "known" else None,
        given_names=read_names("given_names") if protect.names == "known" else None,
        homographs=profile.homographs,
        digits=profile.numbers == "both",
    )

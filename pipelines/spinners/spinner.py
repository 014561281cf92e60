"""A spinner: a profile with its lexicon loaded, ready to spin texts.

All callers that spin texts use it: the stage, the command line, the measurements.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine import Spans, SpunTexts, join_spans, spin_texts
from pipelines.engine.draw import RATE_PLACE, Floats, Keys, text_bits
from pipelines.engine.hold_out import HoldOut
from pipelines.engine.lexicon import Lexicon
from pipelines.engine.parameters import TextParameters
from pipelines.engine.taste import bell
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import check_lexicon, forget_lexicons, forget_tables, open_lexicon
from pipelines.spinners import mixture
from pipelines.spinners.entities import check_entities, entities_fingerprint, find_entities
from pipelines.spinners.headlines import headline_spans
from pipelines.spinners.profile import Profile, Protect, load_profile
from pipelines.spinners.translate import list_fingerprints, rules_of, selection_of
from pipelines.strings.hashes import hash_strings
from pipelines.text.ids import name_texts
from schemas import ORIGINS

__all__ = [
    "Spinner",
    "article_keys",
    "check_spinner",
    "draw_rates",
    "find_protected",
    "forget_lexicons",
    "forget_tables",
    "load_spinner",
    "load_spinners",
    "mix_parameters",
    "text_keys",
]


@dataclass(frozen=True)
class Spinner:
    """One profile, ready to spin.

    opened    the lexicon; None for a flow of nlpaug augmenters
    hold_out  the replacements it may use, None for all; `opened` has no others, a flow asks for each
    """

    profile: Profile
    opened: Lexicon | None
    hold_out: HoldOut | None = None

    @property
    def lexicon(self) -> Lexicon:
        """The lexicon; raises ConfigError for a flow of nlpaug augmenters, which has none."""
        if self.opened is None:
            raise ConfigError(
                f"expected a profile with `engine: spindle`, got {self.profile.name!r}, which has `engine: nlpaug` and "
                "so no lexicon: choose another profile"
            )
        return self.opened

    @property
    def fingerprints(self) -> dict[str, str]:
        """Name -> hash of everything that decides what it writes, as `check_spinner` returns it."""
        return _fingerprints(self.profile)

    def spin(
        self, texts: pa.StringArray, keys: Keys, *, rate: float | None = None, headlines: pa.Array | None = None
    ) -> tuple[SpunTexts, Floats]:
        """Return one variant of each text, and the rate asked of each.

        keys       uint64 [m]: the seeds of all random choices of a text, see `article_keys`
        rate       share of the words to swap, 0-1; None: the profile's own
        headlines  integers [m]: code points of the headline at the start of each text, 0 or null for none; None: no
                   text has one
        """
        rates = draw_rates(keys, self.profile) if rate is None else np.full(len(texts), rate)
        rules, protected = rules_of(self.profile), find_protected(texts, self.profile.protect, headlines)
        if self.opened is not None:
            parameters = mix_parameters(keys, self.profile, self.opened)
            return spin_texts(texts, keys, rates, self.opened, rules, kept=protected, parameters=parameters), rates
        from pipelines.spinners.nlpaug.spin import Limits, spin_with_nlpaug  # noqa: PLC0415

        limits = Limits(rules, protected, self.hold_out)
        return spin_with_nlpaug(texts, keys, rates, self.profile.flow, limits), rates


def load_spinner(name: str, hold_out: HoldOut | None = None) -> Spinner:
    """Return the spinner of the profile `name`, or of the one at a path to a YAML file; raises ConfigError.

    hold_out  the replacements it may use, None for all; with it only the two sides of the lexicon are kept in memory
    """
    return load_spinners([name], hold_out)[0]


def load_spinners(names: Sequence[str], hold_out: HoldOut | None = None) -> list[Spinner]:
    """Return the spinners of several profiles, which share what the texts of their lexicons alone decide."""
    profiles = [_check_profile(name) for name in names]
    beside = tuple(selection_of(profile) for profile in profiles if profile.engine != "nlpaug")
    return [
        Spinner(
            profile,
            None if profile.engine == "nlpaug" else open_lexicon(selection_of(profile), hold_out, beside),
            hold_out,
        )
        for profile in profiles
    ]


def check_spinner(name: str) -> tuple[Profile, dict[str, str]]:
    """Return the profile of a spinner, and its fingerprints; raise the ConfigError that load_spinner would raise.

    The fingerprints are name -> hash of everything that decides what it writes, besides profile and code: the lexicon
    or the nlpaug augmenters, the word lists, and spaCy's model. No lexicon is opened, which would take 0.3 s and 70 MB.
    """
    profile = _check_profile(name)
    return profile, _fingerprints(profile)


def _fingerprints(profile: Profile) -> dict[str, str]:
    others = list_fingerprints(profile)
    if profile.protect.entities:
        others["spacy.entities"] = entities_fingerprint()
    if profile.engine != "nlpaug":
        return {profile.name: check_lexicon(selection_of(profile)), **others}
    from pipelines.spinners.nlpaug.tools import flow_fingerprints  # noqa: PLC0415 - nlpaug takes seconds to import

    return {**flow_fingerprints(profile.flow), **others}


def _check_profile(name: str) -> Profile:
    """Return a profile; raise ConfigError if something that it needs is missing, besides its lexicon."""
    profile = load_profile(name)
    if profile.protect.entities:
        try:
            check_entities()
        except ConfigError as error:
            raise ConfigError(f"profile {profile.name}: {error}") from error
    if profile.engine == "nlpaug":
        from pipelines.spinners.nlpaug.tools import load_flow  # noqa: PLC0415

        try:
            load_flow(profile.flow)  # so that errors come before the first text
        except ConfigError as error:
            raise ConfigError(f"profile {profile.name}: {error}") from error
    return profile


def find_protected(texts: pa.StringArray, protect: Protect, headlines: pa.Array | None) -> Spans | None:
    """Return the protected spans that the engine cannot find in the words: headlines and entities."""
    spans = []
    if protect.headline and headlines is not None:
        spans.append(headline_spans(texts, headlines))
    if protect.entities:
        spans.append(find_entities(texts))
    return join_spans(*spans) if spans else None


def draw_rates(keys: Keys, profile: Profile) -> Floats:
    """float64 [m], 0-1: the rate of each text, around the profile's rate with its spread, from 0 to twice the rate.

    A mixture draws the rate with the rest of the text's spinner.
    """
    if profile.mixture is not None:
        return mixture.draw_rates(profile.mixture, keys)
    rates = np.full(len(keys), profile.rate)
    if profile.rate_spread:
        rates += profile.rate_spread * bell(text_bits(keys, RATE_PLACE))
    # Limits at equal distances from the profile's rate, so that it stays the mean.
    return np.clip(rates, 0, min(1, 2 * profile.rate))


def mix_parameters(keys: Keys, profile: Profile, lexicon: Lexicon) -> TextParameters | None:
    """Return the parameters drawn for each text if the profile is a mixture, else None."""
    if profile.mixture is None:
        return None
    # The rows of lexicon.propensities: the lexicon's own, then those that the profile selects.
    habits = ("lexicon", *selection_of(profile).habits)
    return mixture.draw_parameters(profile.mixture, keys, lexicon, habits=habits, origins=ORIGINS)


def article_keys(article_ids: pa.ChunkedArray, *, seed: int, variant: int) -> Keys:
    """uint64 [n]: the seeds of all random choices of a variant: siphash of seed, variant and id."""
    return _hash_names(f"{seed}\x1f{variant}", article_ids)


def text_keys(texts: pa.StringArray, *, seed: int, variants: Sequence[int]) -> Keys:
    """uint64 [n]: the keys of bare texts, each with its variant, as `article_keys` of articles without own ids."""
    prefixes = pa.array([f"{seed}\x1f{variant}" for variant in variants], pa.string())
    return _hash_names(prefixes, name_texts(pc.utf8_trim_whitespace(texts)))


def _hash_names(prefixes: str | pa.StringArray, ids: pa.StringArray | pa.ChunkedArray) -> Keys:
    names = pc.binary_join_element_wise(prefixes, ids, "\x1f")
    return hash_strings(names, "spindle article1")

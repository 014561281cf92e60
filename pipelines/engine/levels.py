"""The parts of the weights of candidates that depend on the text, in levels."""

import math
from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.lexicon import ZIPF_STEPS
from pipelines.engine.origins import EXCLUDED, Steps
from pipelines.engine.taste import LEVELS, LEVELS_OF_STEP, Marks, levels_of_spread, taste_keys

# Most steps of a set of origins, either way, that have an effect: 187 octaves. The level of an excluded set is lower,
# out of the reach of all likes.
MOST_STEPS, NEVER = 1500, np.int16(-(1 << 15))

# Parts of a level that preferences for frequent candidates are rounded to, and those of a step of zipf, of which there
# are twenty in a factor of ten, for each unit of preference.
LEVEL_PARTS = 256
PARTS_OF_ZIPF = math.log2(10) * LEVELS / ZIPF_STEPS * LEVEL_PARTS


@dataclass(frozen=True)
class Levels:
    """The parts of m texts, or of the texts of s slots.

    by_set   int16 [m * o]: levels of each set of origins, one text after the other
    offsets  int64 [m] or [s]: first item of the text in by_set
    keys     uint32 [m] or [s]: keys of the tastes
    spread   int32 [m] or [s]: standard deviations of the likes, in levels; None: no text has likes
    frequency  int32 [m] or [s]: levels of a step of zipf, in parts of LEVEL_PARTS; None: no text has a preference
    """

    by_set: Array
    offsets: Ints
    keys: Marks
    spread: Array | None
    frequency: Array | None

    def of(self, text_index: Ints) -> "Levels":
        """Those of each slot, from its text."""
        spread, frequency = (None if values is None else values[text_index] for values in (self.spread, self.frequency))
        return Levels(self.by_set, self.offsets[text_index], self.keys[text_index], spread, frequency)


def levels_of(origin_steps: Steps, taste: Keys, taste_spread: Floats, frequency: Floats) -> Levels:
    """The levels of texts with these parameters, see `TextParameters`."""
    by_set = np.clip(origin_steps, -MOST_STEPS, MOST_STEPS) * np.int16(LEVELS_OF_STEP)
    by_set[origin_steps <= EXCLUDED] = NEVER
    return Levels(
        by_set=by_set.ravel(),
        offsets=np.arange(len(origin_steps)) * origin_steps.shape[1],
        keys=taste_keys(taste),
        spread=levels_of_spread(taste_spread) if taste_spread.any() else None,
        frequency=np.rint(frequency * PARTS_OF_ZIPF).astype(np.int32) if frequency.any() else None,
    )

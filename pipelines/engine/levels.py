"""The parts of the weights of candidates that depend on the text, in levels."""

from dataclasses import dataclass

import numpy as np

from pipelines.engine.buffers import Array, Ints
from pipelines.engine.draw import Floats, Keys
from pipelines.engine.origins import EXCLUDED, Steps
from pipelines.engine.taste import LEVELS_OF_STEP, Marks, levels_of_spread, taste_keys

# Most steps of a set of origins, either way, that have an effect: 187 octaves. The level of an excluded set is lower,
# out of the reach of all likes.
MOST_STEPS, NEVER = 1500, np.int16(-(1 << 15))


@dataclass(frozen=True)
class Levels:
    """The parts of m texts, or of the texts of s slots.

    by_set   int16 [m * o]: levels of each set of origins, one text after the other
    offsets  int64 [m] or [s]: first item of the text in by_set
    keys     uint32 [m] or [s]: keys of the tastes
    spread   int32 [m] or [s]: standard deviations of the likes, in levels; None: no text has likes
    """

    by_set: Array
    offsets: Ints
    keys: Marks
    spread: Array | None

    def of(self, text_index: Ints) -> "Levels":
        """Those of each slot, from its text."""
        spread = None if self.spread is None else self.spread[text_index]
        return Levels(self.by_set, self.offsets[text_index], self.keys[text_index], spread)


def levels_of(origin_steps: Steps, taste: Keys, taste_spread: Floats) -> Levels:
    """The levels of texts with these parameters, see `TextParameters`."""
    by_set = np.clip(origin_steps, -MOST_STEPS, MOST_STEPS) * np.int16(LEVELS_OF_STEP)
    by_set[origin_steps <= EXCLUDED] = NEVER
    return Levels(
        by_set=by_set.ravel(),
        offsets=np.arange(len(origin_steps)) * origin_steps.shape[1],
        keys=taste_keys(taste),
        spread=levels_of_spread(taste_spread) if taste_spread.any() else None,
    )

"""Random numbers, places, windows, tastes and choices, slow and obvious: one slot at a time, in plain Python.

`parameters` are one row of pipelines.engine.parameters.TextParameters as a dict.
"""

import math
import struct

import numpy as np

MASK = 2**64 - 1
GOLDEN, MIX_1 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9
SHARED_RANK, RANK, CHOICE, SHARED_CHOICE = 0, 1, 2, 3
UNIT, CANDIDATE = 0, 1


def mix(number):
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & MASK
    return number ^ number >> 31


def random_bits(key, position, purpose):
    return mix((mix((key + (position * 4 + purpose) * GOLDEN) & MASK) + GOLDEN) & MASK)


def pass_key(key, number):
    return key if number == 1 else mix((key + number * MIX_1) & MASK)


def uniform(bits):
    return (bits >> 11) / 2**53


def place_of(key, position, entry, share, purpose):
    unit = 2**40 + entry
    return unit if uniform(random_bits(key, unit, purpose)) < share else position


def wait(bits, propensity):
    """The exponential waiting time to 28 binary digits."""
    waited = -math.log1p(-uniform(bits)) / float(np.float32(propensity))
    return struct.unpack("q", struct.pack("d", waited))[0] >> 24


def window_of(key, position, every):
    """The window of words of the position; the first window may end after any number of words."""
    return (position + (random_bits(key, 2**42, RANK) >> 32) * every // 2**32) // every if every > 1 else position


def first_in_window(slots):
    """For each slot (window, wait): the first with the least wait in its window."""
    best = {}
    for i, (window, wait) in enumerate(slots):
        best.setdefault(window, []).append((wait, i))
    return [min(best[window])[1] == i for i, (window, _) in enumerate(slots)]


def bell(bits):
    total = sum(bits >> shift & 0xFFFF for shift in (0, 16, 32, 48))
    return np.float32(total - 2 * 65535) * np.float32(1 / math.sqrt(4 * (65536**2 - 1) / 12))


def liking(parameters, number, purpose):
    return bell(random_bits(parameters["taste"], number, purpose)) * np.float32(parameters["taste_spread"])


def emphasis(key, sentence, spread):
    """The factor of a sentence on the propensity of its slots."""
    return np.float32(2.0 ** float(bell(random_bits(key, 2**45 + sentence, RANK)) * np.float32(spread)))


def gets_capital(key, number, position):
    """The coin of a slot, by the position of its first word in the text before the pass."""
    return random_bits(pass_key(key, number), 2**46 + position, CHOICE) >> 63 == 1


def gumbel(bits):
    return np.float32(-math.log(-math.log((bits >> 11 | 1) / 2**53)))


def steps_of(weights):
    return [round(8 * math.log2(weight / max(weights))) for weight in weights]


def candidates_of(lexicon, entry):
    """The candidates for `choose`, from the lexicon's arrays."""
    rows = range(lexicon.offsets[entry], lexicon.offsets[entry + 1])
    weights = np.diff(lexicon.cumulative)
    numbers = lexicon.candidate[rows.start : rows.stop].tolist()
    columns = (steps_of(weights[rows].tolist()), lexicon.origin_set_ids[rows].tolist(), lexicon.zipf[rows].tolist())
    return list(zip(numbers, *columns, strict=True))


def choose(bits, candidates, parameters):
    """The index of the chosen candidate, each (number, steps, set of origins, zipf); None if all are excluded."""
    best, chosen = -math.inf, None
    of_zipf = np.float32(parameters["frequency"]) * np.float32(math.log2(10) * 8 / 20)
    for i, (candidate, steps, origin_set, zipf) in enumerate(candidates):
        by_origin = int(parameters["origin_steps"][origin_set])
        score = np.float32(steps + by_origin) + liking(parameters, candidate, CANDIDATE)
        score = (score + of_zipf * np.float32(zipf)) * np.float32(math.log(2) / 8)
        score += gumbel(mix((bits + (i + 1) * GOLDEN) & MASK))
        if by_origin > -400 and score > best:
            best, chosen = score, i
    return chosen


def propensity_in_text(entry, parameters, habits):
    factor = 2.0 ** (float(liking(parameters, entry, UNIT)) / 8)
    return np.float32(float(habits[parameters["habit"]][entry]) * factor)


def steps_of_sets(steps, origin_sets):
    found = []
    for bits in origin_sets:
        own = [steps[i] for i in range(16) if bits >> i & 1]
        used = [step for step in own if step > -400]
        found.append(max(sum(used), -399) if used or not own else -400)
    return found

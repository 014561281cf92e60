"""Random numbers, places, windows, tastes and choices, slow and obvious: one slot at a time, in plain Python.

`parameters` are one row of pipelines.engine.parameters.TextParameters as a dict.
"""

import math
from statistics import NormalDist

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


def number_at(start, place):
    number = (place * 0x9E3779B9 + start) & 0xFFFFFFFF
    number = (number ^ number >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    number = (number ^ number >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return number ^ number >> 16


def rank_number(key, number, position, entry, share):
    """The 32-bit number that ranks a slot; where all occurrences of a unit share one, it is the same in all passes."""

    def number_of(key, place, purpose, at):
        return number_at(random_bits(key, place, purpose) >> 32, at)

    slots, units = 2**47, 2**47 + 1
    if number_of(key, units, SHARED_RANK, entry) >> 1 < round(share * 2**31):
        return number_of(key, units, RANK, entry)
    return number_of(pass_key(key, number), slots, RANK, position)


def wait(number, propensity):
    """The exponential waiting time: -ln(1 - u) by 4,096 straight lines, in float32."""
    i, rest = number >> 20, number & 0xFFFFF
    begin = -math.log1p(-i / 4096)
    end = -math.log1p(-(i + 1) / 4096) if i < 4095 else begin + 2
    return (np.float32(rest) * np.float32((end - begin) / 2**20) + np.float32(begin)) / np.float32(propensity)


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


def mark(number, purpose):
    return random_bits(0, number, purpose) >> 32


def liking(parameters, number, purpose):
    """In levels, 64 to an octave, eight to a step."""
    bits = mark(number, purpose) ^ parameters["taste"] >> 32 ^ parameters["taste"] & 0xFFFFFFFF
    bits = bits * 0x85EBCA6B & 0xFFFFFFFF
    bits = (bits ^ bits >> 15) * 0xC2B2AE35 & 0xFFFFFFFF
    normal = round(256 * NormalDist().inv_cdf(((bits >> 20) + 0.5) / 4096))
    return (normal * round(8 * parameters["taste_spread"]) + 128) // 256


def emphasis(key, sentence, spread):
    """The factor of a sentence on the propensity of its slots."""
    return np.float32(2.0 ** float(bell(random_bits(key, 2**45 + sentence, RANK)) * np.float32(spread)))


def gets_capital(key, number, position):
    """The coin of a slot, by the position of its first word in the text before the pass."""
    return random_bits(pass_key(key, number), 2**46 + position, CHOICE) >> 63 == 1


def steps_of(weights):
    return [round(8 * math.log2(weight / max(weights))) for weight in weights]


def candidates_of(lexicon, entry):
    """The candidates for `choose`, from the lexicon's arrays."""
    rows = range(lexicon.offsets[entry], lexicon.offsets[entry + 1])
    weights = lexicon.weight.astype(int)
    numbers = lexicon.candidate[rows.start : rows.stop].tolist()
    columns = (steps_of(weights[rows].tolist()), lexicon.origin_set_ids[rows].tolist(), lexicon.zipf[rows].tolist())
    return list(zip(numbers, *columns, strict=True))


def choose(bits, candidates, parameters):
    """The index of the chosen candidate, each (number, steps, set of origins, zipf); None if all are excluded."""
    levels, of_zipf = {}, round(parameters["frequency"] * math.log2(10) * 64 / 20 * 256)
    for i, (candidate, steps, origin_set, zipf) in enumerate(candidates):
        by_origin = int(parameters["origin_steps"][origin_set])
        if by_origin > -400:
            levels[i] = 8 * (steps + by_origin) + liking(parameters, candidate, CANDIDATE)
            levels[i] += (of_zipf * zipf + 128) // 256
    if not levels:
        return None
    greatest = max(levels.values())
    weights = {i: weight_of(greatest - level) for i, level in levels.items()}
    number = (bits >> 32) * sum(weights.values()) >> 32
    for i, weight in weights.items():
        if number < weight:
            return i
        number -= weight
    raise AssertionError


def weight_of(below):
    """The weight, of 24 bits, of a candidate so many levels below the best."""
    return round(2 ** (24 - below / 64)) if below < 25 * 64 else 0


def propensity_in_text(entry, parameters, habits):
    factor = np.float32(2.0 ** (min(max(liking(parameters, entry, UNIT), -4096), 4095) / 64))
    return np.float32(habits[parameters["habit"]][entry]) * factor


def steps_of_sets(steps, origin_sets):
    found = []
    for bits in origin_sets:
        own = [steps[i] for i in range(16) if bits >> i & 1]
        used = [step for step in own if step > -400]
        found.append(max(sum(used), -399) if used or not own else -400)
    return found

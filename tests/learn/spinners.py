"""A spinner with known habits, and samples of it."""

import json
import random
import re

import pyarrow as pa
import pyarrow.ipc
from articles import article
from learn.lexicons import small_table

# Unit -> its chance, and its candidates with weights; the tests' lexicon has some of them, in another order.
HABITS = {
    "agreed": (0.5, {"concurred": 1}),
    "bridge": (0.5, {"span": 3, "link": 1}),
    "building": (0.9, {"constructing": 1}),
    "council": (0.9, {"board": 1, "authorities": 3}),
    "difficult": (1.0, {"hard": 1}),
    "expected": (0.8, {"anticipated": 1}),
    "important": (1.0, {"vital": 1}),
    "new": (0.9, {"brand new": 1}),
    "people": (0.8, {"humans": 1}),
    "problems": (0.9, {"troubles": 1}),
    "said": (0.7, {"stated": 2, "noted": 1}),
    "town hall": (0.9, {"city corridor": 1}),
    "work": (0.6, {"paintings": 1}),
}
LEXICON = {
    "bridge": ["link", "span"],
    "council": ["assembly", "board", "authorities"],
    "difficult": ["arduous", "hard"],
    "expected": ["anticipated", "awaited"],
    "important": ["crucial", "vital"],
    "museum": ["gallery"],
    "new": ["fresh", "brand-new"],
    "people": ["folk", "humans"],
    "problems": ["troubles"],
    "said": ["told", "stated"],
    "town hall": ["city corridor"],
    "work": ["labour", "paintings"],
}
UNITS = re.compile(rf"\b({'|'.join(sorted(HABITS, key=len, reverse=True))})\b", re.IGNORECASE)


def spin(text, dice, habits=HABITS):
    def swap(match):
        unit = match.group()
        chance, candidates = habits[unit.lower()]
        if dice.random() >= chance:
            return unit
        candidate = dice.choices(*zip(*candidates.items(), strict=True))[0]
        return candidate if unit.islower() else candidate.capitalize()

    return UNITS.sub(swap, text)


def sample_pairs(count, seed=7):
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    texts = [article(number)["text"] for number in range(3 * count)]
    pairs = [{"original": text, "spun": spin(text, dice)} for text in texts]
    return [pair for pair in pairs if pair["original"] != pair["spun"]][:count]


def write_samples(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return str(path)


def write_lexicon(folder):
    path = folder / "small.arrow"
    table = small_table(LEXICON)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return str(path)

"""Two planted spinners with lexicons of their own, news, and samples of the first."""

import json

import numpy as np
import pyarrow as pa
from articles import article
from cli.commands import write_profile

from pipelines.config.run import check_config
from pipelines.tuning.samples import TuningSamples

ONE = {"council": {"assembly": 1}, "important": {"vital": 1}, "expected": {"anticipated": 1}, "work": {"labour": 1}}
ONE |= {"people": {"humans": 1}, "said": {"stated": 1}, "road": {"roadway": 1}, "vote": {"ballot": 1}}
TWO = {"bridge": {"span": 1}, "library": {"archive": 1}, "house": {"dwelling": 1}, "market": {"bazaar": 1}}
TWO |= {"money": {"cash": 1}, "summer": {"season": 1}, "storm": {"tempest": 1}, "town": {"city": 1}}


def write_profiles(folder, **settings):
    """Write the profiles `one` and `two`; return their paths."""
    paths = []
    for name, words in (("one", ONE), ("two", TWO)):
        (folder / name).mkdir()
        paths.append(write_profile(folder / name, words, name=name, protect={"names": "none"}, **settings))
    return paths


def spin_by_hand(text, words=ONE):
    """Swap every word that the lexicon has."""
    swap = {word: next(iter(candidates)) for word, candidates in words.items()}
    return " ".join(swap.get(word, word) for word in text.split(" "))


def write_samples(path, count, *, first=5_000, words=ONE, families=None):
    """Write pairs of texts that are not among the news, spun by one of the lexicons."""
    rows = []
    for number in range(count):
        text = article(first + number)["text"]
        family = {} if families is None else {"family": families[number % len(families)]}
        rows.append({"original": text, "spun": spin_by_hand(text, words), **family})
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def make_run_config(folder, profiles, news, **sections):
    tree = {"dataset": "tiny", "input": str(news), "output": str(folder / "out"), "seed": 1}
    spin = {"profiles": profiles, "held_out": 0}
    return check_config({**tree, "group_duplicates": {"test_unseen": 0}, "spin_articles": spin, **sections})


def make_samples(is_spun, fold, *, file=None, clusters=None, names=("a.jsonl",)):
    """Samples without texts that matter."""
    n = len(is_spun)
    return TuningSamples(
        texts=pa.array([f"text {number}" for number in range(n)]),
        is_spun=np.array(is_spun, bool),
        file=np.zeros(n, np.int64) if file is None else np.array(file),
        clusters=np.arange(n) if clusters is None else np.array(clusters),
        fold=np.array(fold, np.int64),
        families=(),
        names=names,
    )

"""Lexicons and parameters for tests; parameters are one row of TextParameters as a dict."""

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from reference.lexicon import lexicon_table

from pipelines.engine.index import index_lexicon
from pipelines.engine.parameters import TextParameters
from pipelines.engine.rules import CASINGS


def lexicon_of(units, propensities=None):
    """A lexicon of [(propensity, [(weight, bits of its origins), ...])], the best candidates first."""
    entries = {
        f"unit{i}": (propensity, [(f"candidate{(7 * i + j) % 11}", weight) for j, (weight, _) in enumerate(rows)])
        for i, (propensity, rows) in enumerate(units)
    }
    origins = pa.array([bits for _, rows in units for _, bits in rows], pa.uint16())
    return index_lexicon(
        lexicon_table(entries).drop_columns("origins").append_column("origins", origins), propensities=propensities
    )


PLAIN = {"again": 0.0, "consistency": 0.0, "skipping": 1.0, "phrases": 1.0, "entities": 1.0, "every": 0,
         "names": True, "quotations": False, "digits": False, "homographs": False, "repair_articles": False,
         "habit": 0, "taste": 0, "taste_spread": 0.0, "sentence_spread": 0.0, "frequency": 0.0,
         "casing": "copy"}  # fmt: skip


def stack(rows, lexicon):
    """The engine's record of a list of dicts; `origin_steps` are cut to the number of the lexicon's sets of origins."""
    kinds = {name: np.uint64 if name == "taste" else type(value) for name, value in PLAIN.items()}
    columns = {name: np.array([row[name] for row in rows], kind) for name, kind in kinds.items() if name != "casing"}
    columns["casing"] = np.array([CASINGS.index(row["casing"]) for row in rows], np.int64)
    n_sets = len(lexicon.origin_sets)
    origin_steps = np.array([row["origin_steps"][:n_sets] for row in rows], np.int16).reshape(-1, n_sets)
    return TextParameters(origin_steps=origin_steps, **columns)


def some_lexicons(n_units):
    """For `lexicon_of`."""
    row = st.tuples(st.sampled_from([65535, 700, 40, 3, 1]), st.integers(1, 5))
    rows = st.lists(row, min_size=1, max_size=6).map(lambda rows: sorted(rows, reverse=True))
    return st.lists(st.tuples(st.sampled_from([0.1, 0.5, 1.0]), rows), min_size=n_units, max_size=n_units)


some_shares = st.sampled_from([0.0, 0.5, 1.0])
some_casings = st.sampled_from(["copy", "copy", "lower", "title"])
some_spreads = st.sampled_from([0.0, 0.0, 1.0, 3.5])
some_factors = st.sampled_from([0.0, 0.5, 1.0, 2.5])


def some_parameters(n_texts, n_habits=1):
    """For `stack`, for lexicons of at most nine sets of origins."""
    row = st.fixed_dictionaries(
        {
            **dict.fromkeys(("again", "consistency", "skipping"), some_shares),
            **dict.fromkeys(("phrases", "entities"), some_factors),
            **dict.fromkeys(("names", "quotations", "digits", "homographs", "repair_articles"), st.booleans()),
            "every": st.sampled_from([0, 0, 1, 2, 3]),
            "habit": st.integers(0, n_habits - 1),
            "origin_steps": st.lists(st.sampled_from([-400, -12, 0, 30]), min_size=9, max_size=9),
            "taste": st.integers(0, 2**64 - 1),
            "taste_spread": st.sampled_from([0.0, 1.5, 20.0]),
            "sentence_spread": some_spreads,
            "frequency": st.sampled_from([0.0, 0.0, -1.5, 0.3]),
            "casing": some_casings,
        }
    )
    return st.lists(row, min_size=n_texts, max_size=n_texts)

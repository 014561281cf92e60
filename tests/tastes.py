"""Lexicons and spinners to try; a spinner is one row of pipelines.engine.tastes.Spinners as a dict."""

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st
from reference import lexicon_table

from pipelines.engine.lexicon import index_lexicon
from pipelines.engine.tastes import Spinners


def lexicon_of(units, propensities=None):
    """A lexicon of [(propensity, [(weight, mask of its sources), ...])], the best candidates first."""
    entries = {
        f"unit{i}": (propensity, [(f"candidate{(7 * i + j) % 11}", weight) for j, (weight, _) in enumerate(rows)])
        for i, (propensity, rows) in enumerate(units)
    }
    masks = pa.array([mask for _, rows in units for _, mask in rows], pa.uint16())
    return index_lexicon(
        lexicon_table(entries).drop_columns("sources").append_column("sources", masks), propensities=propensities
    )


PLAIN = {"again": 0.0, "consistency": 0.0, "skipping": 1.0, "phrases": 1.0, "entities": 1.0, "every": 0,
         "names": True, "quotations": False, "digits": False, "homographs": False, "repair_articles": False,
         "habit": 0, "taste": 0, "taste_spread": 0.0}  # fmt: skip


def stack(spinners, lexicon):
    """The engine's Spinners of a list of dicts; `sources` may be longer than the lexicon has classes."""
    kinds = {name: np.uint64 if name == "taste" else type(value) for name, value in PLAIN.items()}
    columns = {name: np.array([spinner[name] for spinner in spinners], kind) for name, kind in kinds.items()}
    n_classes = len(lexicon.masks)
    sources = np.array([spinner["sources"][:n_classes] for spinner in spinners], np.int16).reshape(-1, n_classes)
    return Spinners(sources=sources, **columns)


def some_lexicons(n_units):
    """For `lexicon_of`."""
    row = st.tuples(st.sampled_from([65535, 700, 40, 3, 1]), st.integers(1, 5))
    rows = st.lists(row, min_size=1, max_size=6).map(lambda rows: sorted(rows, reverse=True))
    return st.lists(st.tuples(st.sampled_from([0.1, 0.5, 1.0]), rows), min_size=n_units, max_size=n_units)


some_shares = st.sampled_from([0.0, 0.5, 1.0])
some_factors = st.sampled_from([0.0, 0.5, 1.0, 2.5])


def some_spinners(n_texts, n_habits=1):
    """For `stack`, for lexicons of at most nine classes."""
    spinner = st.fixed_dictionaries(
        {
            **dict.fromkeys(("again", "consistency", "skipping"), some_shares),
            **dict.fromkeys(("phrases", "entities"), some_factors),
            **dict.fromkeys(("names", "quotations", "digits", "homographs", "repair_articles"), st.booleans()),
            "every": st.sampled_from([0, 0, 1, 2, 3]),
            "habit": st.integers(0, n_habits - 1),
            "sources": st.lists(st.sampled_from([-400, -12, 0, 30]), min_size=9, max_size=9),
            "taste": st.integers(0, 2**64 - 1),
            "taste_spread": st.sampled_from([0.0, 1.5, 20.0]),
        }
    )
    return st.lists(spinner, min_size=n_texts, max_size=n_texts)

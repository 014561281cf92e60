"""Compile configs/lexicons/english_optional.arrow, the rows of the optional origins; called by `make lexicon`."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lexicon.build.features import propensities
from pipelines.lexicon.build.graph import HAND_TERM, UNIT, bools, holds_any, zipf_of
from pipelines.lexicon.build.lemmas import link_lemmas
from pipelines.lexicon.build.padding import pad_words
from pipelines.lexicon.build.tabulate import Entries, tabulate
from schemas import KINDS, ORIGINS

# Least zipf of both spellings of a word.
MIN_SPELLING_ZIPF = 2.0
NOTICE = (
    "CC BY-SA 4.0. Compiled from WordNet 3.1 (WordNet licence), the spellings of breame 0.1.2 (Apache-2.0) and "
    "Spindle's own tables, filtered by the word frequencies of wordfreq 3.1.1 (CC BY-SA 4.0), with inflected forms "
    "from lemminflect (MIT). Credits and changes: NOTICE."
)


def compile_optional(
    wordnet: pa.Table,
    spellings: pa.Table,
    hand: pa.Table,
    frequencies: pa.Table,
    inflected: pa.Table,
    *,
    capitalised: pa.StringArray,
    denied: pa.StringArray,
    empty: pa.StringArray,
) -> pa.Table:
    """Return a table of schemas.LEXICON with rows of the optional origins only.

    wordnet      string columns unit, candidate, pos, relation
    spellings    string columns unit, candidate: American and British spellings, in both directions
    hand         result of `read_hand` for the tables OPTIONAL_LISTS
    frequencies  string column word, float column zipf
    inflected    string columns lemma, tag, form, of single words
    capitalised  names, which are no candidates of `lemmas`
    denied       words and phrases that are excluded, in all inflected forms
    empty        function words
    """
    denied = pc.unique(
        pa.concat_arrays([denied, *inflected.filter(pc.is_in(inflected["lemma"], value_set=denied))["form"].chunks])
    )
    parts = {
        "lemmas": link_lemmas(wordnet, inflected, frequencies, capitalised=capitalised, denied=denied),
        "padding": pad_words(inflected, frequencies, empty=empty),
        "spelling": common_spellings(spellings, frequencies),
    }
    tables = [_of_origin(table, name) for name, table in parts.items()]
    tables += [_of_origin(hand.rename_columns({"score": "weight"}), hand["family"])]
    rows = pa.concat_tables(tables)
    rows = rows.filter(_is_sound(rows, denied))
    return tabulate(merge_origins(rows, frequencies, empty), NOTICE)


def _of_origin(table: pa.Table, origin: str | pa.ChunkedArray) -> pa.Table:
    names = pa.array([origin] * len(table), pa.string()) if isinstance(origin, str) else origin
    return table.select(["unit", "candidate", "weight"]).append_column("origin", names)


def common_spellings(spellings: pa.Table, frequencies: pa.Table) -> pa.Table:
    """Return the pairs with two common spellings, of weight 1."""
    zipf = [zipf_of(spellings[name].combine_chunks(), frequencies) for name in ("unit", "candidate")]
    kept = spellings.filter(pa.array(np.minimum(*zipf) >= MIN_SPELLING_ZIPF))
    return kept.append_column("weight", pa.array(np.ones(len(kept))))


def _is_sound(rows: pa.Table, denied: pa.StringArray) -> pa.Array:
    unit, candidate = rows["unit"].combine_chunks(), rows["candidate"].combine_chunks()
    sound = bools(pc.match_substring_regex(unit, UNIT)) & bools(pc.match_substring_regex(candidate, HAND_TERM))
    sound &= ~holds_any(unit, denied) & ~holds_any(candidate, denied)
    return pa.array(sound & bools(pc.not_equal(unit, candidate)))


def merge_origins(rows: pa.Table, frequencies: pa.Table, empty: pa.StringArray) -> Entries:
    """Return the rows with the greatest weight and all origins of each pair of unit and candidate."""
    joined = pa.concat_arrays([*rows["unit"].chunks, *rows["candidate"].chunks]).dictionary_encode()
    forms, index = joined.dictionary, joined.indices.to_numpy().astype(np.int64)
    keys, at = np.unique(index[: len(rows)] * len(forms) + index[len(rows) :], return_inverse=True)
    unit, candidate = np.divmod(keys, len(forms))
    weight = np.zeros(len(keys))
    np.maximum.at(weight, at, rows["weight"].to_numpy())
    origins = np.zeros((len(keys), len(ORIGINS)), bool)
    origins[at, pc.index_in(rows["origin"], value_set=pa.array(ORIGINS)).to_numpy()] = True
    zipf = zipf_of(forms, frequencies)
    is_phrase = bools(pc.match_substring(forms, " "))[unit]
    return Entries(
        forms=forms,
        zipf=zipf,
        propensity=propensities(forms, zipf, empty),
        unit=unit,
        candidate=candidate,
        score=np.log(weight),
        origins=origins,
        kind=np.where(is_phrase, KINDS.index("phrase"), KINDS.index("word")),
        agrees=origins[:, ORIGINS.index("spelling")],
    )

"""Optional origin `lemmas`: uninflected lemmas of any sense, as spinners write that look words up in WordNet alone."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lexicon.build.graph import bools, holds_any, words_of, zipf_of
from pipelines.lexicon.build.public_data import TAGS

# Least zipf of units, and of candidates: such spinners choose rare lemmas as often as common ones.
MIN_UNIT_ZIPF, MIN_LEMMA_ZIPF = 3.0, 1.0
# Longest lemma, in words.
MOST_WORDS = 3
# Relative chance that the words of a phrase are glued together (trading floor -> tradingfloor).
GLUED = 0.25


def link_lemmas(
    wordnet: pa.Table,
    inflected: pa.Table,
    frequencies: pa.Table,
    *,
    capitalised: pa.StringArray,
    denied: pa.StringArray,
) -> pa.Table:
    """Return string columns unit and candidate, and the float64 column weight: the lemmas for every inflected form.

    A form has the lemmas of all synsets of all its readings, with equal weights.

    wordnet      string columns unit, candidate, pos and relation
    inflected    string columns lemma, tag, form, of single words
    frequencies  string column word, float column zipf
    capitalised  names, which are no candidates
    denied       words and phrases that no candidate may be or contain, since one that is glued hides them
    """
    tags = pa.array([tag for tags in TAGS.values() for tag in tags if tag != "LY"])
    pos = pa.array([name for name, tags in TAGS.items() for tag in tags if tag != "LY"])
    forms = inflected.append_column("pos", pos.take(pc.index_in(inflected["tag"], value_set=tags)))
    forms = forms.filter(pc.is_valid(forms["pos"])).select(["lemma", "pos", "form"])
    is_common = zipf_of(forms["form"].combine_chunks(), frequencies) >= MIN_UNIT_ZIPF
    forms = forms.filter(pa.array(is_common)).group_by(["lemma", "pos", "form"]).aggregate([])
    synsets = wordnet.filter(pc.equal(wordnet["relation"], "synset"))
    lemma = synsets["candidate"].combine_chunks()
    kept = ~bools(pc.is_in(lemma, value_set=capitalised)) & (words_of(lemma) <= MOST_WORDS)
    kept &= (zipf_of(lemma, frequencies) >= MIN_LEMMA_ZIPF) & ~holds_any(lemma, denied)
    synsets = synsets.filter(pa.array(kept)).select(["unit", "candidate", "pos"])
    joined = synsets.join(forms, ["unit", "pos"], ["lemma", "pos"], join_type="inner")
    rows = joined.select(["form", "candidate"]).rename_columns(["unit", "candidate"])
    phrases = rows.filter(pc.match_substring(rows["candidate"], " "))
    glued = phrases.set_column(1, "candidate", pc.replace_substring(phrases["candidate"], " ", ""))
    weight = np.repeat([1.0, GLUED], [len(rows), len(glued)])
    return pa.concat_tables([rows, glued]).append_column("weight", pa.array(weight))

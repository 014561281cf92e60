"""Optional origin `padding`: intensifiers and adverbs that are added to a word by its part of speech."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.lexicon.build.graph import zipf_of
from pipelines.lexicon.build.readings import POS_OF_TAG, TAG_NAMES, reading_shares

# Least zipf of padded words, and least share of the part of speech among the readings of the word.
MIN_ZIPF, MIN_SHARE = 4.0, 0.6
# Additions for each part of speech (by its tags), most typical first, with a factor on their weights.
ADDITIONS = (
    (("JJ",), ("extremely", "very", "really", "quite", "particularly", "truly"), 1.0),
    (("VB", "VBZ", "VBD", "VBN"), ("truly", "actually", "really", "simply", "basically"), 0.7),
    (("RB", "LY"), ("very", "really", "quite"), 0.7),
    (("NN",), ("actual", "whole"), 0.15),
)
# Function words and adverbs, and their longer forms.
LONGER = {
    "all": ("absolutely all", "all of"),
    "also": ("also as well", "and also"),
    "always": ("just about always", "virtually always"),
    "any": ("just about any", "virtually any"),
    "because": ("simply because", "just because"),
    "before": ("just before", "even before"),
    "each": ("each and every", "just about each"),
    "enough": ("more than enough", "just enough"),
    "even": ("even just", "and even"),
    "every": ("each and every", "just about every"),
    "far": ("very far", "really far"),
    "few": ("very few", "really few"),
    "good": ("really good", "extremely good"),
    "how": ("exactly how", "just how"),
    "just": ("just as", "only just", "really just"),
    "less": ("much less", "far less"),
    "many": ("a great many", "so many", "very many"),
    "more": ("much more", "a lot more", "substantially more"),
    "most": ("the very most", "by far the most"),
    "much": ("very much", "so much"),
    "never": ("never ever", "basically never"),
    "not": ("really not", "certainly not"),
    "now": ("right now", "just now"),
    "often": ("very often", "quite often"),
    "only": ("only just", "really only"),
    "same": ("exact same", "very same"),
    "so": ("so very", "so really"),
    "some": ("at least some", "just some"),
    "still": ("even still", "still yet"),
    "then": ("only then", "just then"),
    "too": ("far too", "much too"),
    "well": ("very well", "really well"),
    "what": ("just what", "exactly what"),
    "when": ("just when", "only when"),
    "why": ("exactly why", "just why"),
}


def pad_words(inflected: pa.Table, frequencies: pa.Table, *, empty: pa.StringArray) -> pa.Table:
    """Return string columns unit and candidate, and the float64 column weight; the candidate contains the unit.

    inflected    string columns lemma, tag, form, of single words
    frequencies  string column word, float column zipf
    empty        function words, which only LONGER pads
    """
    form = inflected["form"].combine_chunks().dictionary_encode()
    tag = pc.fill_null(pc.index_in(inflected["tag"], value_set=pa.array(TAG_NAMES)), -1).to_numpy()
    lemma = inflected["lemma"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    forms, index = form.dictionary, form.indices.to_numpy().astype(np.int64)
    zipf = zipf_of(forms, frequencies)
    known = np.flatnonzero((tag >= 0) & np.isfinite(zipf[index]))
    tag, lemma, index = tag[known], lemma[known], index[known]
    share = reading_shares(lemma, POS_OF_TAG[tag], index, 10**zipf)
    may = (zipf >= MIN_ZIPF) & ~pc.is_in(forms, value_set=empty).to_numpy(zero_copy_only=False)
    may &= ~pc.is_in(forms, value_set=pa.array(list(LONGER))).to_numpy(zero_copy_only=False)
    rows = []
    for tags, additions, factor in ADDITIONS:
        has_tag = np.isin(np.array(TAG_NAMES)[tag], tags)
        total = np.bincount(index[has_tag], share[has_tag], minlength=len(forms))
        padded = forms.filter(pa.array(may & (total >= MIN_SHARE)))
        for place, addition in enumerate(additions, 1):
            is_new = pc.not_equal(padded, addition)
            words = padded.filter(is_new)
            candidate = pc.binary_join_element_wise(addition, words, " ")
            rows.append((words, candidate, np.full(len(words), factor * place**-0.5)))
    longer = [(unit, text, place**-0.5) for unit, texts in LONGER.items() for place, text in enumerate(texts, 1)]
    units, texts, weights = zip(*longer, strict=True)
    rows.append((pa.array(units), pa.array(texts), np.array(weights)))
    unit, candidate, weight = zip(*rows, strict=True)
    return pa.table(
        {"unit": pa.concat_arrays(unit), "candidate": pa.concat_arrays(candidate), "weight": np.concatenate(weight)}
    )

"""Readings of surface forms: lemma, tag, and the share of each reading.

A reading is a pair (lemma, tag); `runs`, for example, is a plural noun and a verb. The share of a reading is the chance
that the surface form has this meaning. It is estimated from the frequency of the *other* forms of the same paradigm:
`found` belongs mostly to find, because find, finds and finding are more frequent than founds and founding.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints
from pipelines.lexicon.build.graph import Graph, bools, zipf_of
from pipelines.lexicon.build.public_data import TAGS

TAG_NAMES = [tag for tags in TAGS.values() for tag in tags]
POS_OF_TAG = np.repeat(np.arange(len(TAGS)), [len(tags) for tags in TAGS.values()])
BASE_TAGS = np.isin(TAG_NAMES, ["NN", "VB", "JJ", "RB"])
# Assumed frequency of the other forms if a paradigm has only one (police, public), as a share of that form's frequency.
LONE_FORM = 0.2


@dataclass(frozen=True)
class Readings:
    """n readings of f surface forms.

    forms    string [f]: distinct; the terms of the graph first, in order, then their inflected forms
    lemma    int64 [n]: term of the graph
    tag      int64 [n]: index into TAG_NAMES
    form     int64 [n]: index into forms
    share    float64 [n]: chance of this reading; sums to 1 over the readings of a form
    is_best  bool [n]: the form is the most frequent one of its lemma and tag
    """

    forms: pa.StringArray
    lemma: Ints
    tag: Ints
    form: Ints
    share: Array
    is_best: Bools

    def shares_of(self, pos: str) -> Array:
        """float64 [f]: share of a part of speech among the readings of each form."""
        is_pos = POS_OF_TAG[self.tag] == tuple(TAGS).index(pos)
        return np.bincount(self.form, self.share * is_pos, minlength=len(self.forms))


def read_terms(graph: Graph, inflected: pa.Table, frequencies: pa.Table, *, min_zipf: float) -> Readings:
    """Return all readings of the graph's terms and their inflected forms.

    inflected  string columns lemma, tag, form
    min_zipf   least zipf of a form
    """
    lemma = pc.fill_null(pc.index_in(inflected["lemma"], value_set=graph.terms), -1).to_numpy()
    tag = pc.fill_null(pc.index_in(inflected["tag"], value_set=pa.array(TAG_NAMES)), -1).to_numpy()
    encoded = pa.concat_arrays([graph.terms, *inflected["form"].chunks]).dictionary_encode()
    forms, form = encoded.dictionary, encoded.indices.to_numpy()[len(graph.terms) :]
    zipf = zipf_of(forms, frequencies)
    # The lemma's form counts as base, not as past tense (put, set, read), but for nouns that are plurals (people).
    own = pc.equal(inflected["form"], inflected["lemma"]).to_numpy()
    kept = (lemma >= 0) & (tag >= 0) & (zipf[form] >= min_zipf)
    is_plural = kept & (tag == TAG_NAMES.index("NNS")) & ~bools(pc.match_substring(inflected["lemma"], " "))
    is_itself = _is_plural_itself(lemma, is_plural, own, zipf[form])
    kept &= ~own | BASE_TAGS[tag] | is_itself
    kept &= ~np.isin(lemma, lemma[is_itself]) | (tag != TAG_NAMES.index("NN"))
    lemma, tag, form = (column[kept].astype(np.int64) for column in (lemma, tag, form))
    return Readings(
        forms=forms,
        lemma=lemma,
        tag=tag,
        form=form,
        share=reading_shares(lemma, POS_OF_TAG[tag], form, 10**zipf),
        is_best=best_forms(lemma * len(TAG_NAMES) + tag, zipf[form]),
    )


def _is_plural_itself(lemma: Ints, is_plural: Bools, own: Bools, zipf: Array) -> Bools:
    """Bool [n]: the plural is the noun itself, the first of several and ten times as common (people, peoples).

    The dictionary lists the noun itself behind another plural, or as the only one, for most nouns without a plural.
    """
    at = np.flatnonzero(is_plural)
    first = np.zeros(len(lemma), bool)
    first[at[np.unique(lemma[at], return_index=True)[1]]] = True
    other = np.full(int(lemma.max(initial=-1)) + 1, np.inf)
    np.minimum.at(other, lemma[is_plural & ~own], zipf[is_plural & ~own])
    return first & own & (zipf - other[lemma] >= 1)


def reading_shares(lemma: Ints, pos: Ints, form: Ints, frequency: Array) -> Array:
    """float64 [n]: share of each reading among all readings of its form; `frequency` is per form."""
    paradigm = lemma * len(TAGS) + pos
    distinct, at = np.unique(np.stack([paradigm, form]), axis=1, return_inverse=True)
    of_paradigm, paradigms = np.unique(distinct[0], return_inverse=True)
    total = np.bincount(paradigms, frequency[distinct[1]], minlength=len(of_paradigm))
    others = total[paradigms] - frequency[distinct[1]]
    mass = np.maximum(others, LONE_FORM * frequency[distinct[1]])[at.ravel()]
    # Two tags of one paradigm (said: VBD and VBN) share it.
    mass /= np.bincount(at.ravel())[at.ravel()]
    return mass / np.bincount(form, mass)[form]


def best_forms(slot: Ints, zipf: Array) -> Bools:
    """Bool [n]: the row is the most frequent of its slot, or the first of several with equal frequency."""
    order = np.lexsort((-zipf, slot))
    is_best = np.zeros(len(slot), bool)
    is_best[order[np.diff(slot[order], prepend=-1) != 0]] = True
    return is_best


def classes_of(graph: Graph, readings: Readings) -> Array:
    """float64 [t, 4]: chance of each part of speech, in the order of TAGS, for each term; unknown terms: all equal."""
    of_term = readings.form < len(graph.terms)
    classes = np.zeros((len(graph.terms), len(TAGS)))
    place = (readings.form[of_term], POS_OF_TAG[readings.tag[of_term]])
    np.add.at(classes, place, readings.share[of_term])
    classes[classes.sum(axis=1) == 0] = 1 / len(TAGS)
    return classes

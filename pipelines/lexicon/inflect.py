"""Links between base forms, carried over to inflected forms: run, operate gives running, operating."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Ints, repeat_index
from pipelines.lexicon.graph import Graph, ranges, rows_of
from pipelines.lexicon.readings import BASE_TAGS, POS_OF_TAG, TAG_NAMES, Readings
from pipelines.lexicon.sources import TAGS

NOUN, VERB = 0, 1
# A reading less likely than this does not make a candidate agree with a unit.
MIN_SHARE = 0.05
# A link is surely of a part of speech if 1 / CERTAIN of what its terms share is; many words are of two.
CERTAIN = 2
# Spinners are blind to part of speech now and then: this much of a link holds whatever the readings.
BLIND = 0.1
# Agreement where a term is read in no way, such as `at once`.
UNREAD = 0.5


def inflect_phrases(graph: Graph, inflected: pa.Table) -> pa.Table:
    """Forms of the phrases: of the first word where a phrase is linked to verbs, of the last where to nouns."""
    singles = pc.index_in(inflected["lemma"], value_set=graph.terms)
    tags = pc.index_in(inflected["tag"], value_set=pa.array(TAG_NAMES))
    pos = np.zeros((len(graph.terms), len(TAGS)))
    known = pc.and_(singles.is_valid(), tags.is_valid()).to_numpy()
    pos[singles.to_numpy()[known].astype(np.int64), POS_OF_TAG[tags.to_numpy()[known].astype(np.int64)]] = 1
    votes = graph.links @ (pos / np.maximum(1, pos.sum(axis=1, keepdims=True)))
    is_phrase = pc.match_substring(graph.terms, " ").to_numpy(zero_copy_only=False)
    winner = np.where(is_phrase & (votes.max(axis=1) > 0), votes.argmax(axis=1), -1)
    verbs, nouns = (graph.terms.filter(pa.array(winner == pos)) for pos in (VERB, NOUN))
    first = pc.split_pattern(verbs, " ", max_splits=1)
    last = pc.split_pattern(nouns, " ", max_splits=1, reverse=True)
    return pa.concat_tables(
        [
            _phrase_forms(verbs, pc.list_element(first, 0), inflected, "VERB", after=pc.list_element(first, 1)),
            _phrase_forms(nouns, pc.list_element(last, 1), inflected, "NOUN", before=pc.list_element(last, 0)),
        ]
    )


def _phrase_forms(
    phrases: pa.StringArray,
    heads: pa.StringArray,
    inflected: pa.Table,
    pos: str,
    *,
    before: pa.StringArray | None = None,
    after: pa.StringArray | None = None,
) -> pa.Table:
    """Each phrase with every form that its head word has as `pos`."""
    rest = before if before is not None else after
    table = pa.table({"phrase": phrases, "lemma": heads, "rest": rest})
    forms = inflected.filter(pc.is_in(inflected["tag"], value_set=pa.array(TAGS[pos])))
    # A join keeps no order, so it is sorted.
    joined = table.join(forms, "lemma", join_type="inner").sort_by(
        [(name, "ascending") for name in ("phrase", "tag", "form")]
    )
    parts = (joined["rest"], joined["form"]) if before is not None else (joined["form"], joined["rest"])
    form = pc.binary_join_element_wise(*parts, " ")
    return pa.table({"lemma": joined["phrase"], "tag": joined["tag"], "form": form})


def carry_links(graph: Graph, strengths: Array, overlap: Array, readings: Readings) -> tuple[Ints, Ints, Array]:
    """Unit, candidate (both indices into readings.forms) and weight of all links between forms.

    A link between two terms links their forms of the same tag, the terms themselves among them. It counts
    by its strength, by how likely the unit's form has that tag and by how likely the link is of that
    part of speech; and BLIND of a link counts whatever the readings. Weights of the same pair add up.

    strengths  float64 [links]
    overlap    float64 [links, 4]: neighbours shared, by part of speech
    """
    n_tags, n_forms = len(TAG_NAMES), len(readings.forms)
    row = rows_of(graph.links)
    column = graph.links.indices.astype(np.int64)
    likely = np.minimum(1, CERTAIN * (overlap + 1e-9) / (overlap + 1e-9).sum(axis=1, keepdims=True))
    shares = np.zeros((n_forms, n_tags))
    np.add.at(shares, (readings.form, readings.tag), readings.share)
    agreement = (shares[row] * (shares[column] > MIN_SHARE) * likely[:, POS_OF_TAG]).sum(axis=1)
    is_read = shares.sum(axis=1) > 0
    agreement[~is_read[row] | ~is_read[column]] = UNREAD
    best = np.full((len(graph.terms), n_tags), -1)
    best[readings.lemma[readings.is_best], readings.tag[readings.is_best]] = readings.form[readings.is_best]
    reading = np.flatnonzero(~BASE_TAGS[readings.tag])
    lemma = readings.lemma[reading]
    n_links = np.diff(graph.links.indptr)[lemma]
    reading, link = reading[repeat_index(n_links)], ranges(graph.links.indptr[lemma], n_links)
    tag = readings.tag[reading]
    candidate = best[column[link], tag]
    carried = strengths[link] * readings.share[reading] * likely[link, POS_OF_TAG[tag]]
    exists = candidate >= 0
    pairs = np.concatenate([row * n_forms + column, readings.form[reading[exists]] * n_forms + candidate[exists]])
    weights = np.concatenate([strengths * (BLIND + (1 - BLIND) * agreement), carried[exists]])
    distinct, at = np.unique(pairs, return_inverse=True)
    unit, candidate = np.divmod(distinct, n_forms)
    weight = np.bincount(at, weights, minlength=len(distinct))
    kept = (unit != candidate) & (weight > 0)
    return unit[kept], candidate[kept], weight[kept]

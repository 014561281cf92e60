"""Apply links between base forms to inflected forms: (run, operate) gives (running, operating)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.engine.buffers import Array, Bools, Ints, repeat_index, run_starts
from pipelines.lexicon.build.graph import HAND, Graph, bools, holds_any, ranges
from pipelines.lexicon.build.public_data import TAGS
from pipelines.lexicon.build.readings import BASE_TAGS, POS_OF_TAG, TAG_NAMES, Readings

NOUN, VERB = 0, 1
# A reading of a candidate must have a greater share to count for the agreement of the terms themselves.
MIN_SHARE = 0.05
# A link certainly has a part of speech if 1 / CERTAIN of the shared neighbours have it, since many words have two.
CERTAIN = 2
# Agreement for a term or word without readings, such as `at once`.
UNREAD = 0.5
# Comparatives and superlatives, many of which mean more than their base: the latest news is not the slowest.
IS_GRADED = np.isin(TAG_NAMES, ["JJR", "JJS", "RBR", "RBS"])


def inflect_phrases(graph: Graph, inflected: pa.Table, empty: pa.StringArray) -> pa.Table:
    """Return the inflected forms of phrases: phrases linked to verbs inflect the first word, to nouns the last.

    A noun phrase with a function word (`empty`) other than one `of` has none, such as month to month, or for instance.
    """
    singles = pc.index_in(inflected["lemma"], value_set=graph.terms)
    tags = pc.index_in(inflected["tag"], value_set=pa.array(TAG_NAMES))
    pos = np.zeros((len(graph.terms), len(TAGS)))
    known = pc.and_(singles.is_valid(), tags.is_valid()).to_numpy()
    pos[singles.to_numpy()[known].astype(np.int64), POS_OF_TAG[tags.to_numpy()[known].astype(np.int64)]] = 1
    shares = pos / np.maximum(1, pos.sum(axis=1, keepdims=True))
    votes = np.zeros_like(pos)
    inflects = np.flatnonzero(~graph.is_fixed)
    np.add.at(votes, graph.row[inflects], shares[graph.column[inflects]] + graph.pos[inflects])
    np.add.at(votes, graph.column[inflects], shares[graph.row[inflects]] + graph.pos[inflects])
    is_phrase = pc.match_substring(graph.terms, " ").to_numpy(zero_copy_only=False)
    winner = np.where(is_phrase & (votes.max(axis=1) > 0), votes.argmax(axis=1), -1)
    verbs, nouns = (graph.terms.filter(pa.array(winner == pos)) for pos in (VERB, NOUN))
    first = pc.split_pattern(verbs, " ", max_splits=1)
    # The head of `place of work` is the first word, the head of `work place` the last.
    nouns = nouns.filter(pa.array(~holds_any(pc.replace_substring(nouns, " of ", " ", max_replacements=1), empty)))
    is_of = pc.match_substring(nouns, " of ")
    of, nouns = nouns.filter(is_of), nouns.filter(pc.invert(is_of))
    head = pc.split_pattern(of, " ", max_splits=1)
    last = pc.split_pattern(nouns, " ", max_splits=1, reverse=True)
    return pa.concat_tables(
        [
            _phrase_forms(verbs, pc.list_element(first, 0), inflected, "VERB", after=pc.list_element(first, 1)),
            _phrase_forms(of, pc.list_element(head, 0), inflected, "NOUN", after=pc.list_element(head, 1)),
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
    """Return each phrase in every inflected form of its head word, read as the part of speech `pos`."""
    rest = before if before is not None else after
    table = pa.table({"phrase": phrases, "lemma": heads, "rest": rest})
    forms = inflected.filter(pc.is_in(inflected["tag"], value_set=pa.array(TAGS[pos])))
    # Sorted, because the order after a join is undefined.
    joined = table.join(forms, "lemma", join_type="inner").sort_by(
        [(name, "ascending") for name in ("phrase", "tag", "form")]
    )
    parts = (joined["rest"], joined["form"]) if before is not None else (joined["form"], joined["rest"])
    form = pc.binary_join_element_wise(*parts, " ")
    return pa.table({"lemma": joined["phrase"], "tag": joined["tag"], "form": form})


@dataclass(frozen=True)
class SurfaceLinks:
    """n pairs of surface forms: the rows of the lexicon before ranking.

    unit, candidate  int64 [n]: indices into readings.forms; sorted, no pair twice
    agreement        float64 [n], 0-1: certainty that the two agree in part of speech and inflection
    scores           float32 [n, len(SCORES)]: greatest scores of the links that give this pair
    overlap          float64 [n], 0-1: greatest overlap of neighbours of these links in the thesaurus
    """

    unit: Ints
    candidate: Ints
    agreement: Array
    scores: Array
    overlap: Array

    def where(self, mask: Bools) -> "SurfaceLinks":
        return SurfaceLinks(
            self.unit[mask], self.candidate[mask], self.agreement[mask], self.scores[mask], self.overlap[mask]
        )


def carry_links(graph: Graph, overlap: Array, readings: Readings, empty: pa.StringArray) -> SurfaceLinks:
    """Apply all links to the pairs of inflected forms with the same tag, including the terms themselves.

    The agreement is the share of the tag among the readings of the unit's form, times that of the part of speech.
    Links that an origin states for one part of speech have that one fully; links between surface forms agree as far as
    their first words and their last ones do (see `agree_as_written`). Comparatives and superlatives that have a line
    of their own in the hand-written tables are not derived from their base.

    overlap  float64 [links, 4]: shared neighbours, by part of speech
    empty    function words
    """
    n_tags, n_forms = len(TAG_NAMES), len(readings.forms)
    shared = (overlap + 1e-9) / (overlap + 1e-9).sum(axis=1, keepdims=True)
    likely = np.where(graph.pos.max(axis=1, keepdims=True) > 0, graph.pos, np.minimum(1, CERTAIN * shared))
    shares = np.zeros((n_forms, n_tags))
    np.add.at(shares, (readings.form, readings.tag), readings.share)
    agreement = (shares[graph.row] * (shares[graph.column] > MIN_SHARE) * likely[:, POS_OF_TAG]).sum(axis=1)
    is_read = np.flatnonzero(shares.sum(axis=1) > 0)
    agreement[~np.isin(graph.row, is_read) | ~np.isin(graph.column, is_read)] = UNREAD
    fixed = np.flatnonzero(graph.is_fixed)
    units, candidates = (graph.terms.take(pa.array(end[fixed])) for end in (graph.row, graph.column))
    agreement[fixed] = agree_as_written(units, candidates, readings.forms, shares, empty)
    best = np.full((len(graph.terms), n_tags), -1)
    best[readings.lemma[readings.is_best], readings.tag[readings.is_best]] = readings.form[readings.is_best]
    reading = np.flatnonzero(~BASE_TAGS[readings.tag])
    starts = graph.starts
    n_links = np.diff(starts)[readings.lemma[reading]]
    reading, link = reading[repeat_index(n_links)], ranges(starts[readings.lemma[reading]], n_links)
    tag = readings.tag[reading]
    candidate = best[graph.column[link], tag]
    exists = (candidate >= 0) & ~graph.is_fixed[link]
    carried = readings.share[reading] * likely[link, POS_OF_TAG[tag]]
    exists &= carried > 0
    has_line = np.isin(np.arange(n_forms), graph.row[(graph.scores[:, HAND] > 0).any(axis=1)])
    exists &= ~(IS_GRADED[tag] & has_line[readings.form[reading]])
    reading, link = reading[exists], link[exists]
    pairs = SurfaceLinks(
        unit=np.concatenate([graph.row, readings.form[reading]]),
        candidate=np.concatenate([graph.column, candidate[exists]]),
        agreement=np.concatenate([agreement, carried[exists]]),
        scores=graph.scores,
        overlap=overlap.sum(axis=1),
    )
    return merge_rows(pairs, np.concatenate([np.arange(len(graph.row)), link]), graph.is_fixed)


def agree_as_written(
    units: pa.StringArray, candidates: pa.StringArray, forms: pa.StringArray, shares: Array, empty: pa.StringArray
) -> Array:
    """float64 [n], 0-1: the agreement of the first words, or of the last ones if that is less.

    Equal words agree; others by the share of the unit's readings whose tags the candidate has. A function word, and a
    word without readings, has UNREAD: nobody knows whether "some time recently" fits where `before` stood. So has a
    phrase with words put in or left out between equal ends, as in "did now not".

    units, candidates  string [n]: surface forms
    forms, shares      string [f] and float64 [f, tags]: the share of each tag among the readings of a form
    empty              function words
    """
    agreement, same_ends = np.ones(len(units)), np.ones(len(units), bool)
    shares = np.append(shares, np.zeros((1, shares.shape[1])), axis=0)  # the last row is for words without readings
    for others in (" .*$", "^.* "):
        words = [pc.replace_substring_regex(texts, others, "") for texts in (units, candidates)]
        read = [np.where(pc.is_in(each, value_set=empty), -1, _find(each, forms)) for each in words]
        common = (shares[read[0]] * (shares[read[1]] > MIN_SHARE)).sum(axis=1)
        is_read = (shares[read[0]].sum(axis=1) > 0) & (shares[read[1]].sum(axis=1) > 0)
        same = bools(pc.equal(*words))
        agreement = np.minimum(agreement, np.where(same, 1, np.where(is_read, common, UNREAD)))
        same_ends &= same
    differs = bools(pc.not_equal(*(pc.count_substring(texts, " ") for texts in (units, candidates))))
    return np.where(same_ends & differs, np.minimum(agreement, UNREAD), agreement)


def _find(words: pa.StringArray, forms: pa.StringArray) -> Ints:
    return np.asarray(pc.fill_null(pc.index_in(words, value_set=forms), -1).to_numpy(), np.int64)


def merge_rows(pairs: SurfaceLinks, link: Ints, is_fixed: Bools) -> SurfaceLinks:
    """Merge the rows of each pair of forms: add the agreements, up to 1, and take the maximum of all other columns.

    The agreement of a link between surface forms counts all readings already, so that it is not added to others.

    pairs     unit, candidate and agreement of each pair; scores and overlap of each link
    link      int64 [pairs]
    is_fixed  bool [links]
    """
    n_forms = int(max(pairs.unit.max(initial=0), pairs.candidate.max(initial=0))) + 1
    keys = pairs.unit * n_forms + pairs.candidate
    order = np.argsort(keys, kind="stable")
    order = order[(pairs.unit != pairs.candidate)[order]]
    keys, link = keys[order], link[order]
    firsts = run_starts(keys)
    certain = pairs.agreement[order]
    most = np.maximum.reduceat(certain, firsts)
    return SurfaceLinks(
        keys[firsts] // n_forms,
        keys[firsts] % n_forms,
        np.maximum(np.minimum(1, np.add.reduceat(np.where(is_fixed[link], 0, certain), firsts)), most),
        np.maximum.reduceat(pairs.scores[link], firsts),
        np.maximum.reduceat(pairs.overlap[link], firsts),
    )

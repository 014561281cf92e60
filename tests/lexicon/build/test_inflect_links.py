"""Links carried to inflected forms and merged, as slow references do it: one link and one reading at a time."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.lexicon.build.graph import HAND, SCORES, Graph
from pipelines.lexicon.build.inflect import CERTAIN, MIN_SHARE, UNREAD, SurfaceLinks, carry_links, merge_rows
from pipelines.lexicon.build.readings import BASE_TAGS, POS_OF_TAG, TAG_NAMES, Readings, best_forms


def slow_merge(pairs):
    """Merge [(unit, candidate, agreement, scores, overlap, is fixed)] to {pair: (agreement, scores, overlap)}."""
    merged = {}
    for unit, candidate, agreement, scores, overlap, is_fixed in pairs:
        if unit != candidate:
            row = merged.setdefault((unit, candidate), [0.0, [0.0] * len(scores), 0.0, 0.0])
            row[3 if is_fixed else 0] = max(row[3], agreement) if is_fixed else row[0] + agreement
            row[1] = [max(both) for both in zip(row[1], scores, strict=True)]
            row[2] = max(row[2], overlap)
    return {pair: (max(min(1, row[0]), row[3]), row[1], row[2]) for pair, row in sorted(merged.items())}


def check_rows(rows, expected):
    assert list(zip(rows.unit.tolist(), rows.candidate.tolist(), strict=True)) == list(expected)
    assert rows.agreement.tolist() == pytest.approx([row[0] for row in expected.values()])
    assert rows.scores.tolist() == [row[1] for row in expected.values()]
    assert rows.overlap.tolist() == [row[2] for row in expected.values()]


number = st.integers(0, 4)
share = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@given(
    st.lists(st.tuples(share, share, share, st.booleans()), min_size=3, max_size=3),
    st.lists(st.tuples(number, number, share, st.integers(0, 2)), min_size=1, max_size=15),
)
def test_merged_rows_agree_with_a_slow_reference(links, pairs):
    columns = [np.array(column) for column in zip(*pairs, strict=True)]
    scores = np.array([link[:2] for link in links], np.float32)
    overlap = np.array([link[2] for link in links])
    is_fixed = np.array([link[3] for link in links])
    rows = merge_rows(SurfaceLinks(*columns[:3], scores, overlap), columns[3], is_fixed)
    expected = slow_merge(
        (unit, candidate, agreement, links[link][:2], *links[link][2:]) for unit, candidate, agreement, link in pairs
    )
    check_rows(rows, {pair: (row[0], list(row[1]), row[2]) for pair, row in expected.items()})


def slow_agreement(unit, candidate, share_of, forms, empty):
    """Return the agreement of two surface forms: that of their first words, or of their last ones if it is less."""
    found = []
    for at in (0, -1):
        ours, theirs = unit.split()[at], candidate.split()[at]
        numbers = [forms.index(word) if word in forms and word not in empty else None for word in (ours, theirs)]
        tags = range(len(TAG_NAMES))
        if ours == theirs:
            found.append(1)
        elif all(number is not None and any(share_of(number, tag) for tag in tags) for number in numbers):
            found.append(sum(share_of(numbers[0], tag) for tag in tags if share_of(numbers[1], tag) > MIN_SHARE))
        else:
            found.append(UNREAD)
    if unit.split()[0] == candidate.split()[0] and unit.split()[-1] == candidate.split()[-1]:
        found.append(1 if len(unit.split()) == len(candidate.split()) else UNREAD)
    return min(found)


def slow_carry(graph, overlap, readings, empty):
    """Return the pairs that result from every link, one link and one reading at a time."""
    n_readings = len(readings.lemma)
    pairs = []
    has_line = {row for row, scores in zip(graph.row, graph.scores, strict=True) if (scores[HAND] > 0).any()}

    def share_of(form, tag):
        return sum(readings.share[k] for k in range(n_readings) if (readings.form[k], readings.tag[k]) == (form, tag))

    def best_form(term, tag):
        slots = [k for k in range(n_readings) if (readings.lemma[k], readings.tag[k]) == (term, tag)]
        return next((readings.form[k] for k in slots if readings.is_best[k]), None)

    for link, (unit, candidate) in enumerate(zip(graph.row, graph.column, strict=True)):
        shared = (overlap[link] + 1e-9) / sum(overlap[link] + 1e-9)
        told = graph.pos[link].max() > 0
        likely = [graph.pos[link][pos] if told else min(1, CERTAIN * shared[pos]) for pos in range(4)]
        tags = range(len(TAG_NAMES))
        is_read = all(any(share_of(term, tag) for tag in tags) for term in (unit, candidate))
        agreement = sum(
            share_of(unit, tag) * likely[POS_OF_TAG[tag]] for tag in tags if share_of(candidate, tag) > MIN_SHARE
        )
        if graph.is_fixed[link]:
            texts = (graph.terms[int(term)].as_py() for term in (unit, candidate))
            agreement = slow_agreement(*texts, share_of, readings.forms.to_pylist(), empty.to_pylist())
        elif not is_read:
            agreement = UNREAD
        carried = [(unit, candidate, agreement)]
        for k in range(n_readings):
            tag = readings.tag[k]
            form = best_form(candidate, tag)
            surely = readings.share[k] * likely[POS_OF_TAG[tag]]
            is_own = readings.form[k] in has_line and TAG_NAMES[tag] in ("JJR", "JJS", "RBR", "RBS")
            if readings.lemma[k] == unit and not BASE_TAGS[tag] and form is not None and surely > 0 and not is_own:
                carried.append((readings.form[k], form, surely))
        pairs += [
            (*pair, graph.scores[link].tolist(), sum(overlap[link]), graph.is_fixed[link])
            for pair in carried
            if not (graph.is_fixed[link] and pair != carried[0])
        ]
    return slow_merge(pairs)


N_TERMS, N_FORMS = 4, 8
FORMS = ["low", "high", "low high", "of low", "lower", "higher", "of", "form 7"]


@st.composite
def some_graphs(draw):
    """Draw a graph of four terms, the overlap of its links, and readings of eight forms, the terms first."""
    terms = st.integers(0, N_TERMS - 1)
    links = sorted(draw(st.sets(st.tuples(terms, terms).filter(lambda pair: pair[0] != pair[1]), min_size=1)))
    read = st.tuples(terms, st.sampled_from([0, 1, 2, 4, 7, 9]), st.integers(0, N_FORMS - 1))
    readings = sorted(draw(st.sets(read, max_size=12)))
    numbers = np.random.default_rng(draw(st.integers(0, 99)))
    lemma, tag, form = np.array(readings, np.int64).reshape(-1, 3).T
    weight = numbers.choice([0.04, 1, 2], len(readings))
    pos = (numbers.random((len(links), 4)) < 0.2).astype(np.float32)
    graph = Graph(
        terms=pa.array(FORMS[:N_TERMS]),
        zipf=np.full(N_TERMS, 5.0),
        row=np.array([one for one, _ in links]),
        column=np.array([other for _, other in links]),
        scores=numbers.choice([0, 0.5, 1], (len(links), len(SCORES))).astype(np.float32),
        pos=pos,
        is_fixed=(numbers.random(len(links)) < 0.2) & (pos.max(axis=1) == 0),
    )
    return (
        graph,
        numbers.choice([0, 0.1, 0.4], (len(links), 4)),
        Readings(
            forms=pa.array(FORMS),
            lemma=lemma,
            tag=tag,
            form=form,
            share=weight / np.bincount(form, weight, minlength=N_FORMS)[form],
            is_best=best_forms(lemma * len(TAG_NAMES) + tag, numbers.random(len(readings))),
        ),
        pa.array(draw(st.sampled_from([["of"], ["of", "low"]]))),
    )


@settings(max_examples=60)
@given(some_graphs())
def test_carried_links_agree_with_a_slow_reference(drawn):
    check_rows(carry_links(*drawn), slow_carry(*drawn))

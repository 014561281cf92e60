"""Linking jobs over finished parts, against one process that holds all signatures."""

import numpy as np
import pytest
from one_process import make_corpus_of_parts, sets_of, slow_groups

from pipelines.duplicates import join
from pipelines.grouping import plan
from pipelines.grouping.link import link_job, list_jobs, read_edges
from pipelines.grouping.survivors import DROPPED_FILE, drop_copies, find_survivors, sketch_parts


@pytest.fixture
def many_ranges(monkeypatch):
    monkeypatch.setattr(plan, "UNIT_TEXTS", 25)


@pytest.mark.parametrize(
    "settings", [{}, {"drop_exact": False}, {"similarity": 0.3}, {"similarity": 0.9}, {"containment": None}]
)
def test_jobs_find_the_groups_of_one_process(tmp_path, many_ranges, settings):
    articles, config = make_corpus_of_parts(tmp_path, job_keys=200, **settings)
    jobs = [link_job(articles, number, config) for number in range(len(list_jobs(articles, config)))]
    assert len(jobs) > 3
    found = find_survivors(sketch_parts(articles, config), config.group_duplicates, None)
    n_texts = sum(sketch.n_rows for sketch in sketch_parts(articles, config))
    roots = np.arange(n_texts)
    for job in jobs:
        roots = join(roots, *read_edges(job))
    rows, (negatives, originals) = found.sketches.rows, found.originals
    roots = join(roots, rows[negatives], rows[originals])
    groups = sets_of(rows, roots[rows])
    assert groups == slow_groups(articles, config)
    assert max(map(len, groups)) > 1
    assert len(groups) > 10


def test_a_finished_job_is_not_computed_again(tmp_path, many_ranges):
    articles, config = make_corpus_of_parts(tmp_path, job_keys=200)
    assert [link_job(order, 0, config).reused for order in (articles, articles[::-1])] == [False, True]
    assert drop_copies(articles, config).reused
    assert all(sketch.reused for sketch in sketch_parts(articles, config))
    assert not link_job(articles, 1, config).reused


def test_dropped_texts_are_those_that_do_not_survive(tmp_path):
    articles, config = make_corpus_of_parts(tmp_path)
    sketches = sketch_parts(articles, config)
    found = find_survivors(sketches, config.group_duplicates, None)
    dropped = np.load(drop_copies(articles, config).file(DROPPED_FILE))
    n_texts = sum(sketch.n_rows for sketch in sketches)
    assert sorted([*dropped.tolist(), *found.sketches.rows.tolist()]) == list(range(n_texts))
    assert len(dropped) >= sum(len(copies.rows) for copies in found.copies) > 0

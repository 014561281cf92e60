from itertools import pairwise

import pytest

from pipelines.grouping.plan import MAX_JOBS, UNIT_TEXTS, plan_jobs


@pytest.mark.parametrize("n_bands", [1, 8, 42, 128])
@pytest.mark.parametrize("n_texts", [0, 1, 13_700, 100_000, 10**6, 10**7, 10**8, 10**9])
def test_jobs_hold_every_band_and_range_once_within_the_limits(n_texts, n_bands):
    jobs = plan_jobs(n_texts, n_bands, 20_000_000)
    units = [unit for job in jobs for unit in job]
    n_ranges = units[0].n_ranges
    assert [(unit.band, unit.number) for unit in units] == [(b, r) for b in range(n_bands) for r in range(n_ranges)]
    assert 1 <= len(jobs) <= MAX_JOBS
    assert all(jobs)
    assert n_texts / n_ranges <= UNIT_TEXTS
    assert max(map(len, jobs)) - min(map(len, jobs)) <= 1


def test_a_larger_corpus_has_no_fewer_jobs():
    sizes = [len(plan_jobs(10**power, 42, 20_000_000)) for power in range(10)]
    assert all(less <= more for less, more in pairwise(sizes))
    assert sizes[5] == 1, "a small corpus is linked by group_duplicates itself"

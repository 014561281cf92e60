"""The linking jobs of a corpus: bands and key ranges, spread over a bounded number of jobs.

A unit is one band and one range of its keys. A job works through its units one after the other, so its memory depends
on the texts of one unit and not on those of the corpus.
"""

from dataclasses import dataclass
from itertools import pairwise

# Texts of a unit: 4 M of a band take some 130 MB (a key, a row and their order, at 8 bytes each, and a copy).
UNIT_TEXTS = 4_000_000
# See ingest_articles.max_parts.
MAX_JOBS = 256


@dataclass(frozen=True)
class BandRange:
    """The texts whose key of a band lies in a range: `number` of `n_ranges` equal ones."""

    band: int
    number: int
    n_ranges: int


def plan_jobs(n_texts: int, n_bands: int, job_keys: int) -> list[list[BandRange]]:
    """Return the units of each job: one job for a small corpus, and at most MAX_JOBS.

    job_keys  number of keys that a job should read, one for each text and band

    >>> [len(plan_jobs(n_texts, 64, 36_000_000)) for n_texts in (1_000, 1_000_000, 10_000_000, 1_000_000_000)]
    [1, 2, 18, 256]
    """
    n_ranges = max(1, -(-n_texts // UNIT_TEXTS))
    units = [BandRange(band, number, n_ranges) for band in range(n_bands) for number in range(n_ranges)]
    n_jobs = min(MAX_JOBS, len(units), max(1, -(-n_texts * n_bands // job_keys)))
    borders = [len(units) * job // n_jobs for job in range(n_jobs + 1)]
    return [units[start:end] for start, end in pairwise(borders)]

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.duplicates.link import choose_bands, join, link_signatures


def slow_components(n, edges):
    """The smallest member of each item's component, spread along the edges until nothing changes."""
    roots = list(range(n))
    changed = True
    while changed:
        changed = False
        for left, right in edges:
            low = min(roots[left], roots[right])
            changed |= roots[left] != low or roots[right] != low
            roots[left] = roots[right] = low
    return roots


def slow_links(signatures, similarity):
    """Compare all pairs."""
    pairs = itertools.combinations(range(len(signatures)), 2)
    edges = [(i, j) for i, j in pairs if (signatures[i] == signatures[j]).mean() >= similarity]
    return slow_components(len(signatures), edges)


def make_signatures(rng, families, size, columns=128, changed=0.15):
    """`families` unrelated signatures, each with `size` copies in which a share of the columns is changed."""
    rows = np.repeat(rng.integers(0, 2**32, (families, columns), dtype=np.uint32), size, axis=0)
    noise = rng.random(rows.shape) < changed
    rows[noise] = rng.integers(0, 2**32, int(noise.sum()), dtype=np.uint32)
    return rows[rng.permutation(len(rows))]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 12), st.data())
def test_join_finds_connected_components(n, data):
    nodes = st.integers(0, n - 1)
    edges = data.draw(st.lists(st.tuples(nodes, nodes), max_size=15))
    cut = data.draw(st.integers(0, len(edges)))
    roots = np.arange(n)
    for some in (edges[:cut], edges[cut:]):
        left, right = np.array(some, np.int64).reshape(-1, 2).T
        roots = join(roots, left, right)
    assert roots.tolist() == slow_components(n, edges)


def test_join_follows_a_long_chain():
    n = 2_000
    order = np.random.default_rng(1).permutation(n)
    assert not join(np.arange(n), order[:-1], order[1:]).any()


@pytest.mark.parametrize("changed", [0.0, 0.1, 0.2])
def test_link_finds_what_comparing_all_pairs_finds(changed):
    signatures = make_signatures(np.random.default_rng(5), 40, 5, changed=changed)
    fast = link_signatures(signatures, np.arange(200), similarity=0.5)
    assert fast.tolist() == slow_links(signatures, 0.5)
    assert len(set(fast.tolist())) == 40


def test_link_keeps_unlike_texts_apart():
    signatures = make_signatures(np.random.default_rng(6), 60, 2, changed=0.5)
    assert link_signatures(signatures, np.arange(120), similarity=0.7).tolist() == slow_links(signatures, 0.7)


def test_link_chains():
    base = np.arange(128, dtype=np.uint32)
    near, far = base.copy(), base.copy()
    near[:30] += 1_000
    far[:60] += 1_000
    signatures = np.stack([base, near, far])
    assert (base == far).mean() < 0.7 < (base == near).mean()
    assert link_signatures(signatures, np.arange(3), similarity=0.7).tolist() == [0, 0, 0]


def test_link_keeps_the_order_of_the_rows():
    signatures = make_signatures(np.random.default_rng(7), 10, 3)
    rows = np.random.default_rng(8).permutation(30)
    linked = link_signatures(signatures, rows, similarity=0.5)
    again = link_signatures(signatures[rows], np.arange(30), similarity=0.5)
    assert linked.tolist() == again.tolist()


def test_link_of_a_huge_bucket_is_linear():
    """A band that all texts share, such as a common boilerplate, costs nine comparisons a text and not n."""
    rng = np.random.default_rng(9)
    signatures = rng.integers(0, 2**32, (20_000, 16), dtype=np.uint32)
    signatures[:, :4] = 7
    linked = link_signatures(signatures, np.arange(20_000), similarity=0.7)
    assert linked.tolist() == list(range(20_000))


def test_link_of_nothing_is_nothing():
    assert not len(link_signatures(np.empty((0, 128), np.uint32), np.arange(0), similarity=0.7))


@pytest.mark.parametrize("permutations", [16, 128, 512])
@pytest.mark.parametrize("similarity", [0.01, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_bands_lose_few_at_the_threshold(permutations, similarity):
    bands = choose_bands(permutations, similarity)
    width = bands[0].stop
    assert all(band.stop - band.start == width and band.stop <= permutations for band in bands)
    assert width == 1 or 1 - (1 - similarity**width) ** len(bands) >= 0.99

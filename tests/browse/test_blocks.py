import pyarrow as pa
from browse.shelves import words_of
from hypothesis import given
from hypothesis import strategies as st
from pairs import NEWS, make_pairs

from pipelines.browse.blocks import describe_blocks
from pipelines.quality.corpus.statistics import count_edits
from pipelines.quality.pairs.edits import view_edits

PLACES = {"New": "Fresh start", "rain": "wet", "bridge": "link-road"}


def plain_terms(pairs):
    """One edit at a time."""
    found = {("profile", row["profile"]) for row in pairs.to_pylist()}
    for edit in (edit for row in pairs.to_pylist() for edit in row["edits"]):
        found |= {("kind", edit["kind"]), ("origin", edit["origin"])}
        found |= {("word", word) for side in ("original", "replacement") for word in words_of(edit[side])}
    return found


@given(st.lists(st.integers(0, 3), max_size=4))
def test_a_block_has_the_terms_of_its_edits(sizes):
    pairs = make_pairs([NEWS[row % len(NEWS)] for row in range(sum(sizes))], PLACES)
    tables = [pairs.slice(sum(sizes[:number]), size) for number, size in enumerate(sizes)]
    counts = [count_edits(view_edits(table)) for table in tables]
    joined = pa.concat_tables([count_edits(view_edits(pairs.slice(0, 0))), *counts])
    found = describe_blocks(["test"] * len(sizes), [table["profile"] for table in tables], joined, [*map(len, counts)])
    terms = list(zip(*found.terms.to_pydict().values(), strict=True))
    assert terms == sorted(set(terms))
    assert [block.n_rows for block in found.blocks] == sizes
    for table, block in zip(tables, found.blocks, strict=True):
        assert [terms[number] for number in block.terms] == sorted(plain_terms(table))

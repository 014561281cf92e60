"""The features that `datasets` reads from the metadata of the schema are those that it would take from the types."""

import datasets

from schemas import NEGATIVE_KINDS, NEGATIVES, PAIRS


def test_the_embedded_features_are_those_of_the_types():
    assert datasets.Features.from_arrow_schema(NEGATIVES) == datasets.Features.from_arrow_schema(
        NEGATIVES.remove_metadata()
    )


def test_columns_that_pairs_have_too_have_the_same_types():
    shared = set(NEGATIVES.names) & set(PAIRS.names)
    assert shared == {"article_id", "group_id", "source", "url", "license", "language", "published_at"}
    assert all(NEGATIVES.field(name).type == PAIRS.field(name).type for name in shared)
    assert NEGATIVE_KINDS == ("edited", "paraphrase", "clean")

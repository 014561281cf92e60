from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lexicon.small_lexicons import row_of, table_of

from pipelines.config.files import own_folder
from pipelines.errors import ConfigError
from pipelines.lexicon.assemble import Selection, fingerprint_of, open_lexicon
from pipelines.lexicon.build.tabulate import fingerprint, write_lexicon
from pipelines.lexicon.load import read_lexicon
from pipelines.lexicon.optional import chosen_origins, join_rows, optional_name, rows_of_origins
from pipelines.lexicon.weigh import LexiconRows
from schemas import OPTIONAL_ORIGINS, ORIGINS

words = st.sampled_from(["big", "in", "at once", "zoo"])
entries = st.dictionaries(st.tuples(words, st.sampled_from(["vast", "within", "now"])), st.integers(1, 65_535))
MOST_BYTES = 12_000_000


def rows_with(weights, origin):
    return LexiconRows.of(
        table_of([row_of(*pair, weight, origins=(origin,)) for pair, weight in weights.items()]).combine_chunks()
    )


def as_dict(rows):
    pairs = zip(rows.units.take(rows.unit).to_pylist(), rows.candidates.take(rows.candidate).to_pylist(), strict=True)
    return dict(zip(pairs, zip(rows.weight.tolist(), rows.origins.tolist(), strict=True), strict=True))


@given(entries, entries)
def test_joined_rows_are_those_of_both(one, other):
    """The slow twin: a dictionary of pairs."""
    joined = join_rows(rows_with(one, "moby"), rows_with(other, "lemmas"))
    moby, lemmas = (1 << ORIGINS.index(name) for name in ("moby", "lemmas"))
    expected = {
        pair: (max(one.get(pair, 0), other.get(pair, 0)), moby * (pair in one) + lemmas * (pair in other))
        for pair in {*one, *other}
    }
    assert as_dict(joined) == expected
    assert len(joined.unit) == len(expected)
    assert joined.units.to_pylist() == sorted({unit for unit, _ in expected}, key=str.encode)


def test_a_unit_of_both_has_the_propensity_of_the_first():
    first = LexiconRows.of(table_of([row_of("big", "vast", propensity=0.25)]))
    second = LexiconRows.of(table_of([row_of("big", "great", propensity=0.5), row_of("zoo", "park", propensity=0.75)]))
    assert join_rows(first, second).propensity.tolist() == [0.25, 0.75]


def test_only_the_rows_of_the_named_origins_are_kept():
    rows = LexiconRows.of(
        table_of([row_of("big", "vast", origins=("lemmas",)), row_of("big", "very big", origins=("padding",))])
    )
    assert set(as_dict(rows_of_origins(rows, ("padding",)))) == {("big", "very big")}


def test_only_optional_origins_with_a_factor_are_chosen():
    assert chosen_origins(Selection(origins=(("lemmas", 0.0), ("moby", 1.0), ("padding", 0.5)))) == ("padding",)
    assert chosen_origins(Selection()) == ()


@pytest.fixture
def own(tmp_path):
    """Write a lexicon and its optional lexicon; return the path of the first, as text."""
    tables = {"own": [row_of("big", "vast")], "own_optional": [row_of("big", "very big", origins=("padding",))]}
    for name, rows in tables.items():
        table = table_of(rows)
        write_lexicon(
            table.replace_schema_metadata({"fingerprint": fingerprint(table)}),
            tmp_path / f"{name}.arrow",
        )
    return str(tmp_path / "own.arrow")


def texts_of(lexicon):
    return {lexicon.texts[i].as_py() for i in lexicon.candidate}


def test_optional_rows_are_used_only_if_they_are_named(own):
    assert texts_of(open_lexicon(Selection(own))) == {"vast"}
    assert texts_of(open_lexicon(Selection(own, origins=(("padding", 1.0),)))) == {"vast", "very big"}
    assert texts_of(open_lexicon(Selection(own, origins=(("moby", 0.0), ("padding", 1.0))))) == {"very big"}


def test_the_fingerprint_covers_the_optional_lexicon_only_if_it_is_used(own):
    table, named = read_lexicon(own), Selection(own, origins=(("padding", 1.0),))
    before = fingerprint_of(table.schema, Selection(own)), fingerprint_of(table.schema, named)
    other = table_of([row_of("big", "really big", origins=("padding",))])
    path = optional_name(own)
    write_lexicon(other.replace_schema_metadata({"fingerprint": fingerprint(other)}), Path(path))
    read_lexicon.cache_clear()
    assert fingerprint_of(table.schema, Selection(own)) == before[0]
    assert fingerprint_of(table.schema, named) != before[1]


def test_a_lexicon_without_an_optional_one_names_the_missing_file(own, tmp_path):
    (tmp_path / "own_optional.arrow").unlink()
    with pytest.raises(ConfigError, match="own_optional"):
        open_lexicon(Selection(own, origins=(("padding", 1.0),)))


def test_the_shipped_optional_lexicon_has_rows_of_the_optional_origins_alone():
    bits = read_lexicon("english_optional")["origins"].to_numpy()
    lowest = 1 << ORIGINS.index(OPTIONAL_ORIGINS[0])
    assert (bits % lowest == 0).all()
    assert all((bits >> ORIGINS.index(name) & 1).any() for name in OPTIONAL_ORIGINS)


def test_both_lexicons_together_are_small():
    folder = own_folder("configs") / "lexicons"
    assert sum((folder / f"{name}.arrow").stat().st_size for name in ("english", "english_optional")) < MOST_BYTES

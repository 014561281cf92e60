"""The committed lexicon has the contents that schemas.LEXICON and the compiler promise."""

import itertools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc
import pytest

from pipelines.config.files import own_folder
from pipelines.lexicon.build.compile import MIN_CANDIDATE_ZIPF
from pipelines.lexicon.build.features import AUXILIARIES, CLITICS, SUBJECTS
from pipelines.lexicon.build.graph import HAND, HAND_TERM, SCORES, UNIT, holds_any
from pipelines.lexicon.build.hand import FAMILIES, read_hand
from pipelines.lexicon.build.tabulate import MAX_CANDIDATES, MAX_WEIGHT, ZIPF_STEPS, fingerprint
from pipelines.lexicon.lists import read_list
from schemas import KINDS, LEXICON, OPTIONAL_ORIGINS, ORIGINS

FOLDER = own_folder("configs") / "lexicons"
PATH = FOLDER / "english.arrow"
BY_HAND = [name for name, is_hand in zip(SCORES, HAND, strict=True) if is_hand]


@pytest.fixture(scope="module")
def table():
    return pa.ipc.open_file(PATH).read_all().combine_chunks()


@pytest.fixture(scope="module")
def units(table):
    return table["unit"].chunk(0).dictionary


@pytest.fixture(scope="module")
def candidates(table):
    return table["candidate"].chunk(0).dictionary


@pytest.fixture(scope="module")
def unit(table):
    """The index of the unit of each row."""
    return table["unit"].chunk(0).indices.to_numpy().astype(np.int64)


@pytest.fixture(scope="module")
def candidate(table):
    return table["candidate"].chunk(0).indices.to_numpy().astype(np.int64)


@pytest.fixture(scope="module")
def origins(table):
    """{origin: mask of its rows}."""
    bits = table["origins"].to_numpy()
    return {name: (bits >> bit & 1).astype(bool) for bit, name in enumerate(ORIGINS)}


@pytest.fixture(scope="module")
def is_by_hand(origins):
    return np.logical_or.reduce([origins[name] for name in BY_HAND])


def numbers_of(column, names):
    """Return the values of a dictionary column as indices into `names`."""
    index = np.array([names.index(name) for name in column.chunk(0).dictionary.to_pylist()])
    return index[column.chunk(0).indices.to_numpy()]


def is_in(texts, entries):
    return pc.is_in(texts, value_set=entries).to_numpy(zero_copy_only=False)


def test_the_file_has_the_schema(table):
    assert table.schema.equals(LEXICON)
    assert all(column.null_count == 0 for column in table.columns)


def test_rows_are_sorted(table, units, unit):
    assert units.cast(pa.binary()).equals(units.cast(pa.binary()).sort())
    weight = table["weight"].to_numpy().astype(np.int64)
    assert (np.diff(unit) >= 0).all()
    assert ((np.diff(weight) <= 0) | (np.diff(unit) > 0)).all()
    assert unit[0] == 0
    assert unit[-1] == len(units) - 1


def test_numbers_are_in_their_ranges(table, unit):
    weight = table["weight"].to_numpy()
    assert weight.min() >= 1
    assert set(weight[np.diff(unit, prepend=-1) > 0]) == {MAX_WEIGHT}
    propensity = table["propensity"].to_numpy()
    assert propensity.min() > 0
    assert propensity.max() <= 1
    assert (np.diff(propensity)[np.diff(unit) == 0] == 0).all()


def test_no_unit_has_too_many_or_repeated_candidates_or_itself(units, candidates, unit, candidate):
    assert np.bincount(unit).max() <= MAX_CANDIDATES
    assert (np.diff(np.sort(unit * len(candidates) + candidate)) > 0).all()
    own = pc.fill_null(pc.index_in(units, value_set=candidates), -1).to_numpy()
    assert not (own[unit] == candidate).any()


def test_texts_are_lower_case_words_or_numbers_with_single_spaces(units, candidates):
    assert pc.all(pc.match_substring_regex(units, UNIT)).as_py()
    assert pc.all(pc.match_substring_regex(candidates, HAND_TERM)).as_py()


def test_digits_come_only_from_hand_written_tables(units, candidates, unit, candidate, is_by_hand):
    has_digit = [
        pc.match_substring_regex(texts, "[0-9]").to_numpy(zero_copy_only=False) for texts in (units, candidates)
    ]
    rows = has_digit[0][unit] | has_digit[1][candidate]
    assert rows.any()
    assert is_by_hand[rows].all()


def test_every_row_has_an_origin_and_names_the_first(table, origins):
    masks = np.stack([origins[name] for name in ORIGINS])
    assert masks.any(axis=0).all()
    assert table["origins"].to_numpy().max() < 1 << len(ORIGINS)
    assert (numbers_of(table["origin"], ORIGINS) == masks.argmax(axis=0)).all()


def test_every_origin_except_learned_has_rows(origins):
    assert {name for name in ORIGINS if origins[name].any()} == set(ORIGINS) - {"learned", *OPTIONAL_ORIGINS}


def test_kind_describes_the_swap(table, units, unit, origins):
    is_phrase = pc.match_substring(units, " ").to_numpy(zero_copy_only=False)[unit]
    of_family = np.logical_or.reduce([origins[name] for name in FAMILIES])
    special = [origins["numbers"], origins["homographs"] & ~of_family, is_phrase]
    kinds = np.select(special, [KINDS.index(kind) for kind in ("number", "homograph", "phrase")], KINDS.index("word"))
    assert (numbers_of(table["kind"], KINDS) == kinds).all()


def test_zipf_is_unique_for_a_candidate_and_low_only_in_hand_written_tables(table, candidates, candidate, is_by_hand):
    zipf = table["zipf"].to_numpy()
    of_candidate = np.zeros(len(candidates), np.uint8)
    of_candidate[candidate] = zipf
    assert (of_candidate[candidate] == zipf).all()
    assert zipf[~is_by_hand].min() >= MIN_CANDIDATE_ZIPF * ZIPF_STEPS


def test_denied_entries_never_appear(units, candidates):
    denied = pa.concat_arrays([read_list("denied"), read_list("unfit")])
    assert len(read_list("denied")) > 400
    assert not holds_any(units, denied).any()
    assert not holds_any(candidates, denied).any()


def test_function_words_come_only_from_hand_written_tables(units, candidates, unit, candidate, is_by_hand):
    empty = read_list("function_words")
    assert {"the", "of", "and", "to", "he", "it", "is"} < set(empty.to_pylist())
    rows = is_in(units, empty)[unit] | is_in(candidates, empty)[candidate]
    assert rows.any()
    assert is_by_hand[rows].all()


EMPTY = set(read_list("function_words").to_pylist())


def adds_a_clause(unit, words):
    """A function word without a verb gets an auxiliary or a clitic, or a subject behind it."""
    adds = unit in words and any(word in {*AUXILIARIES, *CLITICS} for word in words if word != unit)
    return unit in EMPTY - {*AUXILIARIES} and (adds or words[-1] in set(SUBJECTS) - {unit})


def fits_its_place(hand):
    """One entry at a time: no word twice in a row, and no article that the unit has not."""
    return np.array(
        [fits(*entry) for entry in zip(*(hand[name].to_pylist() for name in ("unit", "candidate", "pos")), strict=True)]
    )


def fits(unit, candidate, pos):
    words, articles = candidate.replace("-", " ").split(), {"a", "an", "the"}
    if any(word == after for word, after in itertools.pairwise(words)):
        return False
    if pos == "NOUN" and candidate.endswith("'s") and not unit.endswith("'s"):
        return False
    words = words if unit not in EMPTY else [part for word in words for part in word.split("'")]
    if len(words) < 2:
        return True
    ends = words[-1] in articles and unit.split()[-1] not in articles
    return not ends and not (pos == "NOUN" and words[0] in {*articles, "one"}) and not adds_a_clause(unit, words)


def test_no_candidate_repeats_a_word_or_ends_in_an_article_that_its_unit_has_not(units, candidates, unit, candidate):
    rows = zip(units.take(pa.array(unit)).to_pylist(), candidates.take(pa.array(candidate)).to_pylist(), strict=True)
    assert all(fits(*row, "") for row in set(rows))


def test_a_number_in_front_of_a_scale_word_stays_one(units, candidates, unit, candidate):
    scales = pa.array(["hundred", "thousand", "million", "billion", "trillion"])
    rows = is_in(units, scales)[unit]
    assert not [text for text in candidates.take(pa.array(candidate[rows])).to_pylist() if text[0].isdigit()]


def test_hand_written_entries_are_included_unless_denied(units, candidates, unit, candidate, origins):
    hand = read_hand(FOLDER / "hand")
    denied = pa.concat_arrays([read_list("denied"), read_list("unfit")])
    fit = pc.match_substring_regex(hand["unit"], UNIT).to_numpy()
    fit &= ~holds_any(hand["unit"].combine_chunks(), denied) & ~holds_any(hand["candidate"].combine_chunks(), denied)
    hand = hand.filter(pa.array(fit & fits_its_place(hand)))
    # One number for unit, candidate and family.
    wanted = numbers_of(pa.chunked_array([hand["family"].combine_chunks()]).dictionary_encode(), ORIGINS)
    for name, texts in (("unit", units), ("candidate", candidates)):
        at = pc.fill_null(pc.index_in(hand[name], value_set=texts), len(texts)).to_numpy()
        wanted = wanted * (len(texts) + 1) + at
    found = [
        (ORIGINS.index(name) * (len(units) + 1) + unit[rows]) * (len(candidates) + 1) + candidate[rows]
        for name, rows in origins.items()
        if name in BY_HAND
    ]
    missing = np.flatnonzero(~np.isin(wanted, np.concatenate(found)))
    # Forms of denied words are denied too, but only the compiler can find them.
    assert len(missing) < 1e-3 * len(wanted), f"run `make lexicon`? missing: {hand.take(missing[:5]).to_pylist()}"


def test_the_fingerprint_matches_the_rows(table):
    assert table.schema.metadata[b"fingerprint"].decode() == fingerprint(table)
    notice = table.schema.metadata[b"notice"].decode()
    assert all(source in notice for source in ("Moby", "WordNet", "wordfreq", "lemminflect", "CC BY-SA 4.0"))


def test_the_file_is_small():
    assert 2e6 < PATH.stat().st_size < 10e6


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [("running", "operating"), ("countries", "lands"), ("said", "stated"), ("prime minister", "premier")],
)
def test_plausible_swaps_are_offered(table, unit, candidate):
    rows = table.filter((pc.field("unit") == unit) & (pc.field("candidate") == candidate))
    assert rows.num_rows == 1


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [
        ("and", "to boot"),
        ("has", "possesses"),
        ("they", "they also can"),
        ("which", "which implies"),
        ("third", "one-third"),
        ("months", "month to months"),
        ("parents", "mother or fathers"),
        ("know", "bonk"),
        ("later", "slower"),
        ("latest", "slowest"),
        ("human rights", "rights"),
        ("homes in", "directs"),
        ("have", "own"),
    ],
)
def test_swaps_that_no_spinner_makes_are_not_offered(table, unit, candidate):
    rows = table.filter((pc.field("unit") == unit) & (pc.field("candidate") == candidate))
    assert rows.num_rows == 0


@pytest.mark.parametrize(
    ("unit", "candidate"),
    [
        ("people", "mass"),
        ("did not", "did now not"),
        ("still", "quiet"),
        ("many", "loads"),
        ("this year", "this one year"),
        ("it is", "it's far"),
    ],
)
def test_swaps_that_do_not_fit_are_not_certain(table, unit, candidate):
    rows = table.filter((pc.field("unit") == unit) & (pc.field("candidate") == candidate))
    assert rows["agrees"].to_pylist() == [False]


def test_no_denied_phrase_is_glued_together():
    optional = pa.ipc.open_file(FOLDER / "english_optional.arrow").read_all().combine_chunks()
    candidates = optional["candidate"].chunk(0).dictionary
    assert not holds_any(candidates, read_list("denied")).any()
    glued = pa.array(
        ["sexualintercourse", "sexact", "makelove", "sleepwith", "haveintercourse", "getlaid", "eroticlove"]
    )
    assert not is_in(candidates, glued).any()

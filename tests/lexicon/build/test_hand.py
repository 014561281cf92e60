import pyarrow.compute as pc
import pytest

from pipelines.config.files import own_folder
from pipelines.errors import InputError
from pipelines.lexicon.build.graph import UNIT
from pipelines.lexicon.build.hand import FAMILIES, LISTS, OPTIONAL_LISTS, POS, read_hand
from schemas import OPTIONAL_ORIGINS, ORIGINS

TABLES = {
    "words.tsv": "# what it is\n\nbig\tadj\tlarge, great\tlarge\t\tvast,great , big,,vast\nrun\tv\t\t\toperate\t\n",
    "phrases.tsv": "at once\tnow\t\t\tright now\n",
    "numbers.tsv": "two\t2\n2\ttwo, a couple\n",
    "homographs.tsv": "may\tcan, might, could\n",
}


@pytest.fixture
def write_hand(tmp_path):
    """Write the tables above to a folder, with the given tables in place of some."""

    def write(**changes):
        for name, text in (TABLES | {f"{name}.tsv": text for name, text in changes.items()}).items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_every_entry_is_a_row_with_its_family_and_place(write_hand):
    rows = [tuple(row.values()) for row in read_hand(write_hand()).to_pylist()]
    assert rows == [
        ("big", "large", "ADJ", "withinside", 1),
        ("big", "great", "ADJ", "withinside", 2**-0.5),
        ("big", "large", "ADJ", "twelve_months", 1),
        ("big", "vast", "ADJ", "spinbot", 1),
        ("big", "great", "ADJ", "spinbot", 2**-0.5),
        ("run", "operate", "VERB", "autoblog", 1),
        ("at once", "now", "", "withinside", 1),
        ("at once", "right now", "", "spinbot", 1),
        ("two", "2", "", "numbers", 1),
        ("2", "two", "", "numbers", 1),
        ("2", "a couple", "", "numbers", 2**-0.5),
        ("may", "can", "", "homographs", 1),
        ("may", "might", "", "homographs", 2**-0.5),
        ("may", "could", "", "homographs", 3**-0.5),
    ]


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("words", "big\tadj\tlarge\tlarge\tlarge", "a part of speech (n, v, adj, adv) and 4 lists"),
        ("words", "big\tadj\tlarge\tlarge\tlarge\tlarge\tlarge", "a part of speech (n, v, adj, adv) and 4 lists"),
        ("words", "big", "a part of speech (n, v, adj, adv) and 4 lists"),
        ("words", "big\tadjective\tlarge\t\t\t", "a part of speech (n, v, adj, adv) and 4 lists"),
        ("words", "big\t\tlarge\t\t\t", "a part of speech (n, v, adj, adv) and 4 lists"),
        ("phrases", "at once\tnow", "4 lists"),
        ("phrases", "at once", "4 lists"),
        ("numbers", "two\t2\t3", "1 lists"),
        ("homographs", "may", "1 lists"),
    ],
)
def test_a_broken_line_is_rejected_with_its_number(write_hand, name, line, expected):
    with pytest.raises(InputError) as caught:
        read_hand(write_hand(**{name: f"# comment\n{line}\n"}))
    assert str(caught.value) == f"expected {expected} in line 2 of {name}.tsv, got {line!r}"


def test_families_are_sources():
    assert {family for families in LISTS.values() for family in families} == {*FAMILIES, "numbers", "homographs"}
    assert {*FAMILIES, "numbers", "homographs"} < set(ORIGINS)


def test_the_tables_of_the_optional_lexicon_have_its_origins():
    assert {family for families in OPTIONAL_LISTS.values() for family in families} <= set(OPTIONAL_ORIGINS)
    table = read_hand(own_folder("configs") / "lexicons" / "hand", OPTIONAL_LISTS)
    counts = table.group_by(["family"]).aggregate([("unit", "count_distinct")]).to_pylist()
    assert {row["family"]: row["unit_count_distinct"] > 150 for row in counts} == {
        "connectives": True,
        "spelling": True,
    }


def test_the_project_tables_contain_every_family():
    table = read_hand(own_folder("configs") / "lexicons" / "hand")
    assert set(table["family"].to_pylist()) == {*FAMILIES, "numbers", "homographs"}
    assert set(table["pos"].to_pylist()) == {*POS.values(), ""}
    assert set(table["score"].to_pylist()) <= {place**-0.5 for place in range(1, 100)}
    pairs = zip(table["unit"].to_pylist(), table["candidate"].to_pylist(), strict=True)
    assert not [unit for unit, candidate in pairs if unit == candidate or not candidate]


@pytest.mark.parametrize("lists", [LISTS, OPTIONAL_LISTS])
def test_every_unit_of_the_project_tables_can_match(lists):
    units = read_hand(own_folder("configs") / "lexicons" / "hand", lists)["unit"]
    assert units.filter(pc.invert(pc.match_substring_regex(units, UNIT))).to_pylist() == []


def test_a_variety_stands_for_one_word_alone():
    """The other way round it may be ambiguous: a cheque is a check, but a check is seldom a cheque."""
    table = read_hand(own_folder("configs") / "lexicons" / "hand", OPTIONAL_LISTS)
    units = table.filter(pc.equal(table["family"], "spelling"))["unit"].to_pylist()
    assert not {"check", "fall", "flat", "lift", "post", "store", "tap"} & set(units)
    assert {"cheque", "autumn", "apartment", "elevator", "mail", "shop", "faucet"} <= set(units)

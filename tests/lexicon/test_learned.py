from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.config.files import HOME
from pipelines.errors import ConfigError
from pipelines.lexicon.learned import FOLDER, Learned, learned_path, read_learned, shrink, write_learned

TEXT = "# of a few pages\n\nbig\t9\t4\tlarge:3, great big:1\nstay\t7\t0\t\nzoo\t2\t2\tanimal park:2\n"


@pytest.fixture
def write(tmp_path):
    def write_text(text, name="one.tsv"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write_text


def as_dicts(learned):
    """Return {unit: (seen, swapped)} and {(unit, candidate): times}."""
    units = learned.units.to_pylist()
    counts = dict(zip(units, zip(learned.seen.tolist(), learned.swapped.tolist(), strict=True), strict=True))
    pairs = zip((units[i] for i in learned.unit), learned.candidate.to_pylist(), strict=True)
    return counts, dict(zip(pairs, learned.times.tolist(), strict=True))


def from_dicts(counts, swaps):
    units = list(counts)
    return Learned(
        units=pa.array(units, pa.string()),
        seen=np.array([seen for seen, _ in counts.values()], np.int64),
        swapped=np.array([swapped for _, swapped in counts.values()], np.int64),
        unit=np.array([units.index(unit) for unit, _ in swaps], np.int64),
        candidate=pa.array([candidate for _, candidate in swaps], pa.string()),
        times=np.array(list(swaps.values()), np.int64),
    )


SWAPS = {("big", "large"): 3, ("big", "great big"): 1, ("zoo", "animal park"): 2}


def test_lines_are_counts_and_swaps(write):
    assert as_dicts(read_learned([write(TEXT)])) == ({"big": (9, 4), "stay": (7, 0), "zoo": (2, 2)}, SWAPS)


def test_no_file_and_an_empty_file_teach_nothing(write):
    for paths in ([], [write("# nothing\n")]):
        learned = read_learned(paths)
        assert (len(learned.units), len(learned.candidate), learned.unit.dtype) == (0, 0, np.int64)


# A unit may contain the separators of candidates and counts; a candidate may not.
some_units = st.text("abz é:'-,2", min_size=1, max_size=6).map(str.strip).filter(bool)
some_candidates = st.text("abz é'-2", min_size=1, max_size=6).map(str.strip).filter(bool)
some_counts = st.dictionaries(
    some_units,
    st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda counts: (max(counts), min(counts))),
    max_size=5,
)
some_tables = some_counts.flatmap(
    lambda counts: st.tuples(
        st.just(counts),
        st.dictionaries(
            st.tuples(st.sampled_from(list(counts)), some_candidates).filter(lambda pair: pair[0] != pair[1]),
            st.integers(1, 99),
            max_size=8,
        )
        if counts
        else st.just({}),
    )
)


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("learned")


@settings(max_examples=50)
@given(some_tables)
def test_a_written_table_reads_back_equal(folder, table):
    path = folder / "table.tsv"
    path.write_text(write_learned(from_dicts(*table), ["from: a test", "on: a day"]), encoding="utf-8")
    assert as_dicts(read_learned([path])) == table


@settings(max_examples=50)
@given(st.lists(some_tables, max_size=3))
def test_counts_of_several_files_add_up(folder, tables):
    seen, swapped, swaps = Counter(), Counter(), Counter()
    for i, (counts, pairs) in enumerate(tables):
        (folder / f"{i}.tsv").write_text(write_learned(from_dicts(counts, pairs), []), encoding="utf-8")
        swaps.update(pairs)
        for unit, count in counts.items():
            seen[unit] += count[0]
            swapped[unit] += count[1]
    found = as_dicts(read_learned([folder / f"{i}.tsv" for i in range(len(tables))]))
    assert found == ({unit: (seen[unit], swapped[unit]) for unit in seen}, swaps)


def test_units_are_sorted_by_bytes_and_candidates_by_count():
    counts = dict.fromkeys(["ä", "b", "a b", "a"], (9, 8))
    swaps = {("a", "x"): 1, ("a", "z"): 2, ("a", "y"): 2, ("b", "x"): 3}
    assert write_learned(from_dicts(counts, swaps), ["one", "two"]).splitlines() == [
        "# one",
        "# two",
        "a\t9\t8\ty:2, z:2, x:1",
        "a b\t9\t8\t",
        "b\t9\t8\tx:3",
        "ä\t9\t8\t",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "big",
        "big\t9\t4",
        "big\t9\t4\tlarge:3\tmore",
        "big\tnine\t4\tlarge:3",
        "big\t9\t\tlarge:3",
        "big\t9\t4\tlarge",
        "big\t9\t4\tlarge:",
        "big\t9\t4\tlarge:3.5",
        "big 9 4 large:3",
        "big\t9\t4\t3",  # a missing candidate
        "big\t9\t4\t:3",  # an empty candidate
        "big\t9\t4\tbig:3",  # a unit as its own candidate
        "big\t9\t-4\t",  # a count below 0
        "big\t9\t4\tlarge:-3",  # a count below 0
        "big\t3\t4\tlarge:4",  # more swaps than occurrences
        "\t9\t4\tlarge:3",  # an empty unit
    ],
)
def test_a_broken_line_is_rejected_with_its_number(write, line):
    good, broken = write(TEXT, "good.tsv"), write(f"# comment\nzoo\t2\t0\t\n{line}\n", "broken.tsv")
    with pytest.raises(ConfigError) as caught:
        read_learned([good, broken])
    assert "in line 3 of" in str(caught.value)
    assert str(broken) in str(caught.value)
    assert repr(line) in str(caught.value)


def test_a_table_is_found_by_its_name_or_path(monkeypatch, tmp_path, write):
    monkeypatch.setenv(HOME, str(tmp_path))
    (tmp_path / FOLDER).mkdir(parents=True)
    path = write(TEXT, f"{FOLDER}/spinner.tsv")
    assert learned_path("spinner") == learned_path(str(path)) == path


def test_the_error_for_an_unknown_name_lists_the_known_names():
    with pytest.raises(ConfigError, match=r"'klingon' .*known: spinbot, twelve_months, withinside \(in .*/learned\)"):
        learned_path("klingon")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(0, 1)), min_size=1), st.floats(0.5, 20))
def test_shrunk_chances_agree_with_a_slow_reference(rows, strength):
    events, others, prior = (np.array(column) for column in zip(*rows, strict=True))
    found = shrink(events, events + others, prior, strength)
    # The prior counts as `strength` additional occurrences.
    expected = [(event + prior * strength) / (event + other + strength) for event, other, prior in rows]
    assert found == pytest.approx(expected)
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()


def test_a_chance_is_the_prior_without_occurrences_and_the_share_with_many():
    assert shrink(np.array([0, 800]), np.array([0, 1000]), np.array([0.3, 0.3]), 3).tolist() == pytest.approx(
        [0.3, 0.8], abs=2e-3
    )

"""Digests of files of pairs: equal for equal pairs, and damaged ones named."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from release.by_hand import make_pair, write_release

from pipelines.errors import StorageError
from pipelines.release.comparison.compare import compare_releases
from pipelines.release.comparison.digests import (
    CODED_NAMES,
    DIGEST,
    MEASURES,
    RULE,
    RULE_NUMBER,
    digest_pairs,
    digest_stretches,
    read_digest,
    write_digest,
    write_digests,
)
from pipelines.release.comparison.pair_rows import list_files, read_file
from pipelines.release.find import read_manifest
from pipelines.release.verification.verify import verify_release
from schemas import PAIRS

FACTS = ("source", "license", "language", "url", "published_at")


def table_of(rows):
    return pa.Table.from_pylist([{name: row[name] for name in PAIRS.names} for row in rows], schema=PAIRS)


@st.composite
def some_rows(draw):
    facts = {
        "source": st.sampled_from((None, "", "Wire", "Post")),
        "url": st.sampled_from((None, "https://post.example/a")),
        "license": st.sampled_from(("mit", "cc0-1.0")),
        "published_at": st.sampled_from((None, datetime(2026, 1, 2, 3, tzinfo=UTC))),
        "asked_rate": st.sampled_from((0.25, 0.5)),
        "profile": st.sampled_from(("light", "deep")),
    }
    articles = draw(st.lists(st.integers(0, 5), max_size=6))
    return [make_pair(a, spin=draw(st.integers(0, 2)), **{n: draw(v) for n, v in facts.items()}) for a in articles]


@given(some_rows())
def test_a_digest_differs_where_a_pair_does(rows):
    """The twin: rows compared value by value."""
    digest = digest_pairs(table_of(rows))
    assert digest.schema == DIGEST
    made = digest.to_pylist()
    for one, a in zip(rows, made, strict=True):
        assert all(a[name] == (one[name] or "") for name in CODED_NAMES)
        assert [a[name] for name in ("variant", "published_at")] == [one[name] for name in ("variant", "published_at")]
        assert [a[name] for name in MEASURES] == pytest.approx([one[name] for name in MEASURES])
        for other, b in zip(rows, made, strict=True):
            for name in ("pair", "article", "group"):
                assert (a[name] == b[name]) == (one[f"{name}_id"] == other[f"{name}_id"])
            assert (a["facts"] == b["facts"]) == all((one[name] or "") == (other[name] or "") for name in FACTS)


@given(some_rows(), st.integers(1, 4))
def test_a_digest_does_not_depend_on_how_rows_are_read(rows, step):
    table = table_of(rows)
    parts = [digest_pairs(table.slice(start, step)) for start in range(0, len(table), step)]
    assert pa.concat_tables([DIGEST.empty_table(), *parts]).to_pylist() == digest_pairs(table).to_pylist()


@given(some_rows(), st.integers(1, 4))
def test_the_stretches_of_a_table_have_the_digests_of_tables_of_their_own(rows, step):
    table = table_of(rows)
    parts = [table.slice(start, step) for start in range(0, len(table), step)]
    for found, part in zip(digest_stretches(table, [len(part) for part in parts]), parts, strict=True):
        alone = digest_pairs(part)
        assert found.to_pylist() == alone.to_pylist()
        for name in CODED_NAMES:
            assert found[name].chunk(0).dictionary.to_pylist() == alone[name].chunk(0).dictionary.to_pylist()


def test_a_written_digest_has_the_accepted_rows_of_its_split(tmp_path):
    rows = [make_pair(number) for number in range(6)]
    digests = [(split, digest_pairs(table_of(rows[at : at + 2]))) for split, at in (("a", 0), ("a", 2), ("b", 4))]
    write_digests(tmp_path, digests, np.array([True, False, True, True, False, False]))
    found = read_digest(tmp_path / "digest" / "a.digest")
    assert found.to_pylist() == digest_pairs(table_of([rows[0], rows[2], rows[3]])).to_pylist()
    assert not (tmp_path / "digest" / "b.digest").exists()


def test_equal_pairs_give_equal_bytes(tmp_path):
    table = table_of([make_pair(number) for number in range(6)])
    write_digest(tmp_path / "a", digest_pairs(table))
    write_digest(tmp_path / "b", pa.concat_tables([digest_pairs(table.slice(0, 2)), digest_pairs(table.slice(2))]))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_file_is_read_by_its_digest_as_without(tmp_path):
    rows = [make_pair(number, source=None) for number in range(5)]
    tables = []
    for number, digests in enumerate((False, True), start=1):
        release = write_release(tmp_path, rows, number=number, digests=digests)
        files = list_files(release.folder, read_manifest(release.folder))
        assert all((file.digest is not None) == digests for file in files)
        tables.append([read_file(file).to_pylist() for file in files])
    assert tables[0] == tables[1]


def test_a_digest_by_another_rule_is_not_read(tmp_path):
    release = write_release(tmp_path, [make_pair(1)], digests=True)
    (file,) = list_files(release.folder, read_manifest(release.folder))
    expected = read_file(file).to_pylist()
    schema = DIGEST.with_metadata({RULE: b"0"})
    with pa.ipc.new_file(str(file.digest), schema) as writer:
        writer.write_table(digest_pairs(table_of([make_pair(2)])).cast(schema))
    assert read_file(file).to_pylist() == expected


def garble(path):
    path.write_bytes(b"ARROW1\0\0" + bytes(40))


def cut(path):
    path.write_bytes(path.read_bytes()[:-9])


def empty(path):
    write_digest(path, DIGEST.empty_table())


def rename(path):
    table = read_digest(path).rename_columns(["id", *DIGEST.names[1:]]).replace_schema_metadata({RULE: RULE_NUMBER})
    with pa.ipc.new_file(str(path), table.schema) as writer:
        writer.write_table(table)


@pytest.mark.parametrize("damage", [garble, cut, empty, rename, Path.unlink])
def test_a_damaged_digest_is_named(tmp_path, damage):
    rows = [make_pair(number) for number in range(3)]
    old, new = (write_release(tmp_path, rows[number:], number=number + 1, digests=True) for number in range(2))
    digest = next(new.folder.glob("quality/__index/train/*.digest"))
    damage(digest)
    with pytest.raises(StorageError, match=rf"{digest.name}.*spindle verify"):
        compare_releases(old.path, new.path)


def test_verify_compares_the_checksum_of_a_digest(tmp_path):
    release = write_release(tmp_path, [make_pair(1)], digests=True, config={"publish_release": {}})
    digest = next(release.folder.glob("quality/__index/train/*.digest"))
    content = digest.read_bytes()
    digest.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    checks = {check.name: check for check in verify_release(release.folder)}
    assert checks["checksums_match"].examples == (digest.relative_to(release.folder).as_posix(),)

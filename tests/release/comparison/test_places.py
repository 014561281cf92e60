"""The places of the pairs that differ, against a slow twin on lists of rows."""

import pyarrow.parquet as pq
from release.by_hand import make_pair, write_release

from pipelines.release.comparison.compare import find_all_differences
from pipelines.release.comparison.places import ADDED, CHANGED, REMOVED

SPLITS = ("train", "validation", "test")


def key(row):
    return row["article_id"], row["profile"], row["variant"]


def read(places, files):
    return [
        pq.read_table(files[file].path).slice(row, 1).to_pylist()[0] | {"split": files[file].split}
        for file, row in zip(places.files.tolist(), places.rows.tolist(), strict=True)
    ]


def test_the_places_are_those_of_all_pairs_that_differ(tmp_path):
    before = [make_pair(number, split=SPLITS[number % 3]) for number in range(60)]
    after = [make_pair(number, split=SPLITS[number % 3], spin=number % 4 == 0) for number in range(10, 70)]
    old, new = write_release(tmp_path, before), write_release(tmp_path, after, number=2)
    comparison, found = find_all_differences(old, new)
    had, has = {key(row): row for row in before}, {key(row): row for row in after}
    changed = {name for name in had.keys() & has.keys() if had[name]["pair_id"] != has[name]["pair_id"]}
    assert {key(row) for row in read(found.added, found.after_files)} == has.keys() - had.keys()
    assert {key(row) for row in read(found.removed, found.before_files)} == had.keys() - has.keys()
    rows = read(found.before, found.before_files), read(found.after, found.after_files)
    assert [key(row) for row in rows[0]] == [key(row) for row in rows[1]]
    assert {key(row) for row in rows[1]} == changed
    assert {found.reason(number) for number in range(len(changed))} == {"spun"}
    assert [found.count(kind) for kind in (CHANGED, ADDED, REMOVED)] == [
        comparison.pairs.changed,
        comparison.pairs.added,
        comparison.pairs.removed,
    ]
    order = list(zip(found.after.files.tolist(), found.after.rows.tolist(), strict=True))
    assert order == sorted(order)


def test_the_files_that_are_read_are_counted(tmp_path):
    old = write_release(tmp_path, [make_pair(1), make_pair(2, split="test")])
    new = write_release(tmp_path, [make_pair(1, spin=1), make_pair(2, split="test", spin=1)], number=2)
    seen = []
    find_all_differences(old, new, on_file=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_release_does_not_differ_from_itself(tmp_path):
    release = write_release(tmp_path, [make_pair(1)])
    _, found = find_all_differences(release, release)
    assert [found.count(kind) for kind in (CHANGED, ADDED, REMOVED)] == [0, 0, 0]

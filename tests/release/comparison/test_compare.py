"""Two releases compared: each figure equals that of a slow twin on lists of rows."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published import publish
from release.by_hand import make_pair, write_release
from release.comparison.twin import check, slow_reason
from release.former import publish_former

from pipelines.errors import ConfigError, StorageError
from pipelines.release.comparison.compare import compare_pairs, compare_releases, read_pair
from schemas import SPLITS


@st.composite
def releases(draw):
    """Rows of a release: up to 6 articles, each with one text, split and group, in up to 2 variants by 2 profiles."""
    rows = []
    for article in draw(st.sets(st.integers(0, 5))):
        of_article = {
            "split": draw(st.sampled_from(SPLITS)),
            "text": draw(st.sampled_from((0, 0, 1))),
            "source": draw(st.sampled_from(("Wire", "Wire", "Post", None))),
            "url": draw(st.sampled_from((None, None, "https://post.example/a"))),
            "license": draw(st.sampled_from(("mit", "cc0-1.0"))),
            "published_at": draw(st.sampled_from((None, datetime(2026, 1, 2, 3, tzinfo=UTC)))),
        }
        if draw(st.booleans()):
            of_article["group_id"] = "a group that is not 32 digits"
        for profile, variant in draw(st.sets(st.tuples(st.sampled_from(("light", "deep")), st.integers(0, 1)))):
            spin, asked = draw(st.integers(0, 2)), draw(st.sampled_from((0.25, 0.25, 0.5)))
            row = make_pair(article, variant=variant, profile=profile, spin=spin, asked_rate=asked, **of_article)
            rows.append(row)
    return rows


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("by_hand")


@given(before=releases(), after=releases(), digests=st.tuples(st.booleans(), st.booleans()))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_two_releases_are_compared_as_the_twin_does(root, before, after, digests):
    shutil.rmtree(root)
    old, new = (
        write_release(root, rows, number=number, digests=has_digests)
        for number, (rows, has_digests) in enumerate(zip((before, after), digests, strict=True), start=1)
    )
    comparison = compare_releases(old.path, new.path)
    check(comparison, before, after)
    json.dumps(comparison.to_json())


def some_rows():
    splits = ("train", "train", "train", "validation", "test")
    return [make_pair(number, split=splits[number % 5]) for number in range(40)]


def compare(folder, before, after, **options):
    return compare_releases(write_release(folder, before).path, write_release(folder, after, number=2, **options).path)


def test_a_release_is_identical_to_itself(tmp_path):
    release = write_release(tmp_path, some_rows())
    comparison = compare_releases(release.path, tmp_path)
    assert comparison.is_identical
    assert comparison.n_shared_files == comparison.n_files > 4
    assert comparison.settings == comparison.swaps == []
    assert comparison.reasons == comparison.articles.moved == {}
    assert all(rate.before == rate.after for rate in comparison.rates)


def test_files_that_both_have_are_read_once(tmp_path, monkeypatch):
    read = []
    from pipelines.release.comparison import pair_rows

    original = pair_rows.read_tables
    monkeypatch.setattr(pair_rows, "read_tables", lambda path, columns: read.append(path) or original(path, columns))
    rows = some_rows()
    comparison = compare(tmp_path, rows, [*rows, make_pair(100)])
    assert comparison.n_shared_files == comparison.n_files - 1
    assert len(read) == len(set(read)) == comparison.n_files + 1
    check(comparison, rows, [*rows, make_pair(100)])


def test_a_moved_article_is_named_by_its_splits(tmp_path):
    rows = some_rows()
    moved = [*rows[:-1], make_pair(39, split="train")]
    comparison = compare(tmp_path, rows, moved)
    assert comparison.articles.moved == {("test", "train"): 1}
    assert comparison.n_moved == 1
    assert comparison.reasons == {"split": 1}
    assert comparison.to_json()["articles"]["moved"] == [{"from": "test", "to": "train", "articles": 1}]
    assert (comparison.splits["test"].removed, comparison.splits["train"].added) == (1, 1)
    check(comparison, rows, moved)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("article", {"text": 1}),
        ("spun", {"spin": 1}),
        ("group", {"group_id": "another"}),
        ("measures", {"swap_rate": 0.5}),
        ("facts", {"url": "https://post.example/b"}),
    ],
)
def test_a_changed_pair_has_its_reason(tmp_path, reason, change):
    rows = some_rows()
    comparison = compare(tmp_path, rows, [make_pair(0, **change), *rows[1:]])
    assert comparison.reasons == {reason: 1}


def test_without_hashes_of_texts_the_texts_are_not_compared(tmp_path):
    comparison = compare(tmp_path, some_rows(), [make_pair(0, text=1)], groups=False)
    assert comparison.articles.other_text is None
    assert comparison.reasons == {"spun": 1}


def test_the_dates_are_the_first_and_the_last(tmp_path):
    dates = [datetime(2026, 1, day, tzinfo=UTC) for day in (3, 1, 2)]
    rows = [make_pair(number, published_at=date) for number, date in enumerate(dates)]
    comparison = compare(tmp_path, rows, [make_pair(9)])
    first, last = "2026-01-01T00:00:00+00:00", "2026-01-03T00:00:00+00:00"
    assert comparison.dates == {"before": (first, last), "after": (None, None)}


def test_examples_are_changed_pairs_with_both_rows(tmp_path):
    rows = some_rows()
    old = write_release(tmp_path, rows)
    new = write_release(tmp_path, [make_pair(number, spin=number % 2) for number in range(40)], number=2)
    comparison, examples = compare_pairs(old, new, n_examples=5)
    assert len(examples) == 5
    assert comparison.pairs.changed > 5
    seen = set()
    for pair in examples:
        before, after = read_pair(pair.before), read_pair(pair.after)
        assert before["article_id"] == after["article_id"]
        assert slow_reason(before | {"text_hash": ""}, after | {"text_hash": ""}) == pair.reason
        seen.add(after["article_id"])
    assert len(seen) == 5
    assert len(compare_pairs(old, new, n_examples=1000)[1]) == comparison.pairs.changed
    assert compare_pairs(old, old, n_examples=5)[1] == []


def test_published_releases_are_compared(tmp_path):
    before, after = publish(tmp_path, parts=2), publish(tmp_path, parts=3)
    comparison = compare_releases(before.path, tmp_path / "tiny")
    assert comparison.after == after
    assert (comparison.pairs.added, comparison.pairs.removed, comparison.pairs.changed) == (4, 0, 0)
    assert (comparison.articles.added, comparison.articles.moved) == (4, {})
    assert comparison.n_shared_files == 6


def test_a_release_of_the_former_format_is_compared(tmp_path):
    former = publish_former(tmp_path / "former")
    now = tmp_path / "former-now" / "tiny"
    comparison, examples = compare_pairs(former, compare_releases(now, now).after, n_examples=1)
    assert comparison.pairs.is_identical
    assert examples == []
    assert [(entry.name, entry.before, entry.after) for entry in comparison.settings] == [("format", 1, 2)]


def test_a_folder_without_a_release_is_wrong_use(tmp_path):
    with pytest.raises(ConfigError, match="expected the folder of a release"):
        compare_releases(write_release(tmp_path / "a", some_rows()).path, tmp_path / "b")


@pytest.mark.parametrize("fault", ["missing", "cut", "rows", "column", "groups", "results"])
def test_a_damaged_release_is_named(tmp_path, fault):
    import pyarrow.parquet as pq

    old = write_release(tmp_path, some_rows())
    rows = [make_pair(number, spin=1) for number in range(40)]
    new = write_release(tmp_path, rows, number=2, results={"statistics": {"edits": {"n_edits": 1}}})
    path = next(new.folder.glob("data/*/*.parquet"))
    if fault == "missing":
        path.unlink()
    elif fault == "cut":
        path.write_bytes(path.read_bytes()[:-50])
    elif fault == "rows":
        table = pq.read_table(path, partitioning=None)
        pq.write_table(table.slice(1), path)
    elif fault == "column":
        table = pq.read_table(path, partitioning=None)
        pq.write_table(table.drop_columns("group_id"), path)
    elif fault == "groups":
        path = new.folder / "quality" / "groups.arrow"
        path.write_bytes(path.read_bytes()[:100])
    else:
        path = new.folder / "quality" / "results.json"
        path.write_bytes(b"{")
    with pytest.raises(StorageError, match=path.name):
        compare_releases(old.path, new.path)


def test_a_release_with_a_pair_twice_is_damaged(tmp_path):
    old = write_release(tmp_path, some_rows())
    new = write_release(tmp_path, [make_pair(1), make_pair(1, split="test")], number=2)
    with pytest.raises(StorageError, match="1 pairs repeat one"):
        compare_releases(old.path, new.path)

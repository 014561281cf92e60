import pyarrow as pa

from pipelines.parts.negatives import add_kinds, count_kinds, find_names, name_file
from pipelines.parts.part import Part


def test_kinds_are_counted_by_name():
    assert count_kinds(pa.chunked_array([["edited", "clean"], ["edited"]])) == {"clean": 1, "edited": 2}


def test_kinds_of_all_parts_are_added_up():
    counts = [{}, {"train": {"clean": 2}}, {"train": {"clean": 1, "edited": 4}, "test": {"edited": 1}}]
    parts = [Part("spin_articles", "k", "", "", {}, statistics={"negatives": each} if each else {}) for each in counts]
    assert add_kinds(parts) == {"train": {"clean": 3, "edited": 4}, "test": {"edited": 1}}
    assert [part.negatives for part in parts] == counts


def test_an_unspun_article_has_the_name_of_its_article_and_others_have_their_own():
    rows = [("clean", "story"), ("clean", None), ("edited", "story"), ("paraphrase", None)]
    table = pa.table(
        {
            "negative_id": ["n0", "n1", "n2", "n3"],
            "kind": [kind for kind, _ in rows],
            "article_id": pa.array([article for _, article in rows], pa.string()),
        }
    )
    assert find_names(table).to_pylist() == ["story", "n1", "n2", "n3"]


def test_the_file_of_a_split_is_named_after_it():
    assert name_file("test_unseen") == "negatives-test_unseen.parquet"

import pyarrow as pa

from pipelines.sources.raw.columns import RAW
from pipelines.sources.raw.content import describe_content


def rows(*texts, **others):
    return pa.Table.from_pylist(
        [{"place": f"a.csv row {n}", "text": text} | others for n, text in enumerate(texts)], RAW
    )


def test_content_is_named_by_what_decides_the_articles():
    named = describe_content(rows("one", "two"))
    assert named == describe_content(rows("one", "two", place="b.jsonl.gz line 7", detail="x"))
    assert named["rows"] == 2
    others = [rows("one"), rows("two", "one"), rows("one", "two", date_order="day_first"), rows("one", "two", url="u")]
    found = {describe_content(table)["content"] for table in others}
    assert len(found | {named["content"]}) == len(others) + 1


def test_content_does_not_depend_on_chunks():
    whole = rows("one", "two", "three")
    cut = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    assert describe_content(cut) == describe_content(whole)

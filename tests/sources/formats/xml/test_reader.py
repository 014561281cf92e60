import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.read import read_input

ITEM = "<item><title>Rain</title><description>It fell.</description></item>"


def read(path, **columns):
    return pa.concat_tables(read_input(str(path), IngestArticles(columns=columns))).to_pylist()


@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.RDF"])
def test_a_row_an_entry(tmp_path, name):
    (tmp_path / name).write_text(f"<?xml version='1.0'?>\n<rss><channel><title>Post</title>{ITEM * 2}</channel></rss>")
    rows = read(tmp_path)
    assert [(row["place"], row["title"], row["text"], row["source"]) for row in rows] == [
        (f"{name} entry {number}", "Rain", "It fell.", "Post") for number in (1, 2)
    ]


def test_one_document_of_an_agency(tmp_path):
    (tmp_path / "a.nitf").write_text("<nitf><body><body.content><p>Rain.</p></body.content></body></nitf>")
    (row,) = read(tmp_path)
    assert (row["place"], row["text"]) == ("a.nitf entry 1", "Rain.")


@pytest.mark.parametrize("root", ["html", "urlset", "x" * 500])
def test_another_root_is_named(tmp_path, root):
    (tmp_path / "a.xml").write_text(f"<{root}>Rain</{root}>")
    with pytest.raises(InputError, match=rf"a\.xml to be a feed .*its root is <{root[:60]}>"):
        read(tmp_path)


def test_a_feed_without_entries_has_no_rows(tmp_path):
    (tmp_path / "a.rss").write_text("<rss><channel/></rss>")
    (tmp_path / "b.rss").write_text(f"<rss>{ITEM}</rss>")
    assert len(read(tmp_path)) == 1

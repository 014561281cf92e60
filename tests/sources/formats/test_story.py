import pyarrow as pa
import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.sources.read import read_input

STORY = "LINDEN (News) -- Rain fell.\n\nIt stopped.\n\n@highlight\n\nRain falls\n\n@highlight\n\nAnd stops\n"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (STORY, "LINDEN (News) -- Rain fell.\n\nIt stopped.\n\n"),
        (STORY.replace("\n", "\r\n"), "LINDEN (News) -- Rain fell.\r\n\r\nIt stopped.\r\n\r\n"),
        ("Rain fell.\n\nIt stopped.", "Rain fell.\n\nIt stopped."),
        ("\n\n@highlight\n\nRain falls", "\n\n"),
        ("Write @highlight here.\n\n @highlight \n\nRain falls", "Write @highlight here.\n\n"),
    ],
)
def test_highlights_are_no_part_of_the_text(tmp_path, content, text):
    (tmp_path / "a.story").write_bytes(content.encode())
    (row,) = pa.concat_tables(read_input(str(tmp_path), IngestArticles())).to_pylist()
    assert (row["place"], row["title"], row["text"], row["id"]) == ("a.story", None, text, None)


def test_the_hash_that_a_story_is_named_after_is_its_id(tmp_path):
    (tmp_path / f"{'0a' * 20}.story").write_text(STORY)
    (row,) = pa.concat_tables(read_input(str(tmp_path), IngestArticles())).to_pylist()
    assert row["id"] == "0a" * 20

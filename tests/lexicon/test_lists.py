import pytest

from pipelines.config.files import own_folder
from pipelines.lexicon.lists import parse_list, read_list


def test_a_list_is_read_without_comments_and_repetitions():
    assert parse_list("# what it is\nzebra\n\n at once  # why\nzebra\n").to_pylist() == ["at once", "zebra"]


@pytest.mark.parametrize("name", sorted(path.stem for path in (own_folder("configs") / "lexicons").glob("*.txt")))
def test_every_list_of_the_project_has_entries(name):
    assert len(read_list(name)) > 100

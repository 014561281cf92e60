"""Hidden files and folders that may hold news, apart from those of tools."""

import pytest

from pipelines.sources.hidden import has_hidden, name_hidden


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], []),
        (["_a.jsonl", ".b.csv"], [".b.csv", "_a.jsonl"]),
        (["a/_b/c.jsonl", "a/_b/_d.jsonl", "a/_b/.git/e.json"], ["a/_b"]),
        ([".git/a.json", "a/.gitattributes", "._a.jsonl", "_SUCCESS", "_delta_log/0.json", "b/.Trash-1000"], []),
    ],
)
def test_each_hidden_step_is_named_once_but_those_of_tools(names, shown):
    assert name_hidden(names) == shown


@pytest.mark.parametrize("name", ["_a", "a/.b", "_a/b/c", "a/_b/c"])
def test_a_hidden_step_hides_all_below_it(name):
    assert has_hidden(name)
    assert not has_hidden(name.translate(str.maketrans("._", "xx")))

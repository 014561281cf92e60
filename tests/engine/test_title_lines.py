import pyarrow as pa
import pytest
from hard_texts import many_texts
from hypothesis import given, settings
from reference.protect import find_title_lines
from reference.tokens import find_tokens

from pipelines.engine.analysis import analyse
from pipelines.engine.buffers import view_texts
from pipelines.engine.title_lines import is_in_title_line

pytestmark = pytest.mark.usefixtures("either_way")


def found_in(texts):
    return is_in_title_line(analyse(view_texts(pa.array(texts, pa.string())))).tolist()


@settings(max_examples=200, deadline=None)
@given(many_texts)
def test_title_lines_equal_the_slow_engine(texts):
    assert found_in(texts) == [each for text in texts for each in find_title_lines(text, find_tokens(text))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Town Council Votes to Mend Harbour Bridge", True),
        ("Town Council Votes to Mend Harbour Bridge over River", True),
        ("Town council votes to mend the Harbour Bridge", False),
        ("By Ann Brook, Harbour News", False),
        ("Mill, Stone, Brook, Wood, Field, River", False),
        ("TOWN COUNCIL VOTES TO MEND BRIDGE", True),
    ],
)
def test_a_line_in_title_case(line, expected):
    after = "\n\nThe council voted on Tuesday."
    assert found_in([line + after]) == [expected] * len(find_tokens(line)) + [False] * len(find_tokens(after))

"""The inputs of negatives, and the settings that read them."""

import pytest

from pipelines.config.ingest import IngestArticles
from pipelines.config.negatives import Negatives
from pipelines.config.run import check_config
from pipelines.errors import ConfigError

GIVEN = {"dataset": "tiny", "input": "news.jsonl", "output": "out", "seed": 1}


def test_no_input_is_set_by_default():
    assert check_config(GIVEN).negatives.inputs == {}
    assert Negatives(clean="a", edited="b").inputs == {"edited": "b", "clean": "a"}


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("edited", {}, {"text": "edited", "title": "original"}),
        ("paraphrase", {"paraphrase": "out.text", "original": "in"}, {"text": "out.text", "title": "in"}),
        ("clean", {"text": "body", "license": "rights"}, {"text": "body", "title": None, "license": "rights"}),
        ("clean", {"url": None}, {"text": "text", "title": None, "url": None}),
    ],
)
def test_an_input_is_read_by_its_own_columns(kind, columns, expected):
    news = IngestArticles(columns={"text": "article"}, source="a", license="b", limit=5, head=True, min_words=7)
    found = Negatives(columns=columns).reading(kind, news)
    assert found.columns == {**expected, "id": None}
    assert (found.source, found.license, found.limit, found.head, found.preset) == (None, None, None, False, None)
    assert found.min_words == 7, "texts are cleaned and filtered as the news are"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"edited": "-"}, "stdin is the input of the news"),
        ({"edited": ""}, "negatives.edited"),
        ({"paraphrased": "a"}, "did you mean 'paraphrase'"),
        ({"columns": {"orignal": "a"}}, "did you mean 'original'"),
        ({"columns": {"original": None}}, "give texts without originals as `clean`"),
    ],
)
def test_wrong_settings_are_named(values, message):
    with pytest.raises(ConfigError, match=message):
        check_config(GIVEN | {"negatives": values})


@pytest.mark.parametrize("share", [-0.1, 1, "all"])
def test_the_unspun_share_leaves_something_to_spin(share):
    with pytest.raises(ConfigError, match=r"spin_articles\.unspun_share"):
        check_config(GIVEN | {"spin_articles": {"unspun_share": share}})

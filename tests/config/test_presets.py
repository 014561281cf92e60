"""Each preset on an example made up in the layout of its dataset."""

import json

import pyarrow as pa
import pytest

from pipelines.config.ingest import COLUMNS, IngestArticles
from pipelines.config.presets import PRESETS
from pipelines.config.run import check_config
from pipelines.errors import ConfigError
from pipelines.sources.raw.columns import find_columns, name_columns, number_rows
from pipelines.sources.raw.json_lines import parse_json_lines

BODY = "The council will repair the old bridge before winter, the mayor said on Tuesday."
LINK, DAY = "https://herald.example/bridge", "2020-03-04 05:06:07"
# Preset -> rows of its dataset, each with what is read of it beside text.
EXAMPLES = {
    "news_please": [
        (
            {
                "authors": ["Ann Field"],
                "date_download": DAY,
                "date_modify": None,
                "date_publish": DAY,
                "description": "A bridge.",
                "filename": "bridge.json",
                "language": "en",
                "maintext": BODY,
                "source_domain": "herald.example",
                "text": None,
                "title": "Bridge",
                "title_page": None,
                "url": LINK,
            },
            {"title": "Bridge", "source": "herald.example", "url": LINK, "published_at": DAY},
        )
    ],
    "cc_news": [
        (
            {"title": "Bridge", "text": BODY, "domain": "herald.example", "date": DAY, "description": "", "url": LINK},
            {"title": "Bridge", "source": "herald.example", "url": LINK, "published_at": DAY},
        )
    ],
    "realnews": [
        (
            {
                "url": LINK,
                "url_used": LINK,
                "title": "Bridge",
                "text": BODY,
                "summary": "",
                "authors": ["Ann"],
                "publish_date": "03-04-2020",
                "domain": "herald.example",
                "warc_date": DAY,
                "status": "success",
            },
            {"title": "Bridge", "source": "herald.example", "url": LINK, "published_at": "03-04-2020"},
        )
    ],
    "newsapi": [
        (
            {
                "source": {"id": None, "name": "Herald"},
                "author": "Ann Field",
                "title": "Bridge",
                "url": LINK,
                "description": "",
                "urlToImage": None,
                "publishedAt": "2020-03-04T05:06:07Z",
                "content": BODY,
            },
            {"title": "Bridge", "source": "Herald", "url": LINK, "published_at": "2020-03-04T05:06:07Z"},
        )
    ],
    "cnn_dm": [({"article": BODY, "highlights": "Bridge to be repaired.", "id": "0f1e"}, {"id": "0f1e"})],
    "all_the_news": [
        (
            {
                "id": 17283,
                "title": "Bridge",
                "publication": "Herald",
                "date": "2020-03-04",
                "url": LINK,
                "content": BODY,
            },
            {"id": "17283", "title": "Bridge", "source": "Herald", "url": LINK, "published_at": "2020-03-04"},
        ),
        (
            {"date": DAY, "author": None, "title": "Bridge", "article": BODY, "url": LINK, "publication": "Herald"},
            {"title": "Bridge", "source": "Herald", "url": LINK, "published_at": DAY},
        ),
    ],
    "bbc_text": [
        ({"category": "politics", "text": BODY}, {}),
        ({"category": "politics", "filename": "001.txt", "title": "Bridge", "content": BODY}, {"title": "Bridge"}),
        ({"text": BODY, "id": "001"}, {}),
    ],
    "trafilatura": [
        (
            {
                "title": "Bridge",
                "author": "Ann",
                "hostname": "herald.example",
                "date": "2020-03-04",
                "id": None,
                "license": "CC BY",
                "raw_text": BODY,
                "text": BODY,
                "source": LINK,
                "source-hostname": "Herald",
            },
            {"title": "Bridge", "source": "Herald", "url": LINK, "published_at": "2020-03-04", "license": "CC BY"},
        ),
        (
            {"text": BODY, "source": LINK, "source-hostname": None, "hostname": "herald.example"},
            {"source": "herald.example", "url": LINK},
        ),
    ],
}
CASES = [(preset, *case) for preset, cases in EXAMPLES.items() for case in cases]


def test_every_preset_has_an_example():
    assert set(EXAMPLES) == set(PRESETS)


@pytest.mark.parametrize(("preset", "row", "read"), CASES)
def test_lines_of_json(preset, row, read):
    parsed = parse_json_lines(pa.array([json.dumps(row)]), name_columns(IngestArticles(preset=preset).columns))
    (found,) = parsed.columns.to_pylist()
    assert {name: value for name, value in found.items() if value is not None} == {"text": BODY} | read
    assert parsed.unread.null_count == 1


@pytest.mark.parametrize(("preset", "row", "read"), [case for case in CASES if case[1].get("source-hostname", 1)])
def test_tables(preset, row, read):
    table = pa.Table.from_pylist([row])
    optional = {ours: None for ours, theirs in PRESETS[preset].items() if ours != "text" and ours not in read}
    found = find_columns(table.schema, "news", IngestArticles(preset=preset).columns | optional)
    (raw,) = next(number_rows([table], "news", found)).to_pylist()
    assert {name: raw[name] for name in COLUMNS if raw[name] is not None} == {"text": BODY} | read


def test_columns_have_precedence_over_the_preset():
    settings = IngestArticles(preset="newsapi", columns={"text": "description", "id": None})
    assert settings.columns == PRESETS["newsapi"] | {"text": "description", "id": None}
    assert IngestArticles.model_validate(settings.model_dump()) == settings


def test_an_unknown_preset_is_refused():
    with pytest.raises(ConfigError, match="did you mean 'newsapi'"):
        check_config({"dataset": "a", "input": "a", "output": "a", "seed": 1, "ingest_articles": {"preset": "newsap"}})


def test_text_cannot_be_switched_off():
    with pytest.raises(ConfigError, match="expected a column for text"):
        check_config(
            {"dataset": "a", "input": "a", "output": "a", "seed": 1, "ingest_articles": {"columns": {"text": None}}}
        )

"""Presets: the columns of well-known news datasets and tools, by our names.

The values are those of `ingest_articles.columns`: a name, a path to a nested field, or alternatives separated by " | ";
None switches the column off. Columns that a preset does not name keep their own names. An input may lack all columns of
its preset but `text`.
"""

from pipelines.errors import hint_name

PRESETS: dict[str, dict[str, str | None]] = {
    # JSON of fhamborg/news-please, as its crawler and its commoncrawl example write it; `text` is null there.
    "news_please": {
        "text": "maintext | text",
        "source": "source_domain",
        "published_at": "date_publish",
    },
    # vblagoje/cc_news on the Hugging Face Hub, and others made from CC-NEWS.
    "cc_news": {
        "source": "domain | publisher",
        "published_at": "date | published_date",
    },
    # RealNews of Grover (rowanz/grover).
    "realnews": {
        "source": "domain",
        "published_at": "publish_date",
    },
    # Articles of newsapi.org: source is {id, name}.
    "newsapi": {
        "text": "content",
        "source": "source.name | source",
        "published_at": "publishedAt",
    },
    # abisee/cnn_dailymail on the Hub, and the same as CSV; highlights are no part of the article.
    "cnn_dm": {"text": "article"},
    # All the News, versions 1 (content) and 2 (article).
    "all_the_news": {
        "text": "article | content",
        "source": "publication",
        "published_at": "date",
    },
    # bbc-text.csv (category, text), bbc-news-data.csv (content; file names repeat in each category) and the folders.
    "bbc_text": {"text": "text | content", "id": None},
    # JSON of trafilatura: `source` is the address, `source-hostname` the name of the site.
    "trafilatura": {
        "text": "text | raw_text | raw-text",
        "source": "source-hostname | sitename | hostname",
        "url": "source | url",
        "published_at": "date",
    },
}


def check_preset(name: str | None) -> str | None:
    """Return the name of a preset; raises ValueError that names the nearest one."""
    if name is not None and name not in PRESETS:
        raise ValueError(f"expected a preset: {hint_name(name, PRESETS)}")
    return name

"""An unknown key gets a hint, wherever the setting that was meant stands."""

import pytest

from pipelines.config.explain import list_keys, suggest
from pipelines.config.run import RunConfig, load_config
from pipelines.errors import ConfigError
from pipelines.spinners.profile import Profile


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("rate", "did you mean 'spin_articles.rate'?"),
        ("profiles", "did you mean 'spin_articles.profiles'?"),
        ("spin_articles.limit", "did you mean 'ingest_articles.limit'?"),
        ("max_reject_share", "did you mean 'ingest_articles.max_reject_share' or 'audit_corpus.max_reject_share'?"),
        ("varaints", "did you mean 'spin_articles.variants'?"),
        ("spin_articles.ratee", "did you mean 'rate'?"),
        ("spin_article.rate", "did you mean 'spin_articles.rate'?"),
        ("spin_articel.ratee", "did you mean 'spin_articles.rate'?"),
        ("spin_articels", "did you mean 'spin_articles'?"),
        ("on_relaese", "did you mean 'notify.on_release'?"),
        ("publish_release.homepage", "known keys: creator, description, license"),
        ("colour", "known keys: audit_corpus, dataset"),
    ],
)
def test_an_unknown_key_is_traced_to_the_setting(key, named):
    assert suggest(key, RunConfig).startswith(named)


@pytest.mark.parametrize("number", ["0x" + "f" * 5_000, "1:" * 3_000 + "1"])
@pytest.mark.parametrize(
    "key", ["spin_articles.rate", "spin_articles.profiles", "dataset", "seed", "ingest_articles.limit"]
)
def test_a_number_of_thousands_of_digits_is_a_mistake(number, key):
    with pytest.raises(ConfigError, match=rf"{key}|digits"):
        load_config("news", [f"{key}={number}"], input="a")
    with pytest.raises(ConfigError, match=rf"{key}|digits"):
        load_config("news", [f"{key}=[1, {number}]"], input="a")


@pytest.mark.parametrize("key", list(list_keys(RunConfig)))
def test_the_last_word_of_every_setting_leads_to_it(key):
    leaf = key.rpartition(".")[2]
    if leaf not in RunConfig.model_fields:
        with pytest.raises(ConfigError, match=f"'{key}'"):
            load_config("news", [f"{leaf}=1"], input="a")


def test_keys_of_lists_and_of_optional_sections_are_known():
    assert {"notify.on_release", "notify.on_release.notifier"} <= set(list_keys(RunConfig))
    assert suggest("quotations", Profile).endswith("'mixture.quotations' or 'protect.quotations'?")
    assert "mixture.taste_spread" in set(list_keys(Profile))

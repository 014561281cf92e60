import math

import pytest

from pipelines.config.run import check_config, load_config
from pipelines.errors import ConfigError

GIVEN = {"dataset": "tiny", "input": "news.jsonl", "output": "out", "seed": 1}


def test_config_states_only_what_differs():
    config = load_config("news", input="mine.jsonl", seed=7)
    assert (config.dataset, config.input, config.seed) == ("news", "mine.jsonl", 7)
    others = {"withinside": 3, "twelve_months": 1, "autoblog": 1, "spinbot": 1, "title_case": 1}
    assert config.spin_articles.profiles == {"mixture": 6, **others}
    assert config.spin_articles.variants == 1


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("spin_articles.rate=0.1", 0.1),
        ("spin_articles.rate=", None),
        ("spin_articles.profiles=[light]", {"light": 1.0}),
        ("spin_articles.profiles=light", {"light": 1.0}),
        ("spin_articles.profiles={light: 2, autoblog: 1}", {"light": 2.0, "autoblog": 1.0}),
    ],
)
def test_settings_are_yaml(setting, expected):
    config = load_config("news", [setting], input="mine.jsonl")
    assert getattr(config.spin_articles, setting.partition("=")[0].split(".")[1]) == expected


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"spin_articels": {}}, ["unknown key 'spin_articels'", "did you mean 'spin_articles'?"]),
        ({"spin_articles": {"rat": 0.1}}, ["unknown key 'spin_articles.rat'", "did you mean 'rate'?"]),
        ({"spin_articles": {"rate": 1.5}}, ["'spin_articles.rate'", "less than or equal to 1", "got 1.5"]),
        ({"spin_articles": {"profiles": {"light": -1}}}, ["'spin_articles.profiles': expected", "weight above 0"]),
        ({"spin_articles": {"profiles": {"autoblog": math.nan, "light": 1}}}, ["profiles.autoblog'", "finite number"]),
        ({"spin_articles": {"profiles": {"autoblog": math.inf, "light": 1}}}, ["profiles.autoblog'", "finite number"]),
        (
            {"spin_articles": {"profiles": {"autoblog": 1e308, "light": 1e308}}},
            ["'spin_articles.profiles'", "finite sum"],
        ),
        ({"spin_articles": {"profiles": {"light": True}}}, ["'spin_articles.profiles'", "expected a number"]),
        (
            {"spin_articles": {"rate": True}},
            ["'spin_articles.rate'", "expected a number, not true or false", "got True"],
        ),
        ({"spin_articles": {"variants": True}}, ["'spin_articles.variants'", "expected a number"]),
        ({"seed": True}, ["'seed'", "expected a number"]),
        ({"validate_pairs": {"max_words_over": math.inf}}, ["'validate_pairs.max_words_over'", "finite number"]),
        ({"seed": 10**30}, ["'seed'", "9223372036854775808"]),
        (
            {"ingest_articles": {"max_words": 1 << 63}},
            ["'ingest_articles.max_words': expected a number below 9,223,372"],
        ),
        ({"ingest_articles": {"limit": 10**30}}, ["'ingest_articles.limit': expected a number below 9,223,372"]),
        ({"spin_articles": {"batch_bytes": 1 << 62}}, ["'spin_articles.batch_bytes'", "1073741824"]),
        ({"dataset": "../up"}, ["'dataset': expected name of the dataset", "a-z, 0-9, _ and -", "'../up'"]),
        ({"seed": None}, ["'seed'"]),
        ({"group_duplicates": {"test": 0.5, "test_unseen": 0.4}}, ["test_unseen", "sum must be below 1"]),
        ({"spin_articles": {"held_out": 0}}, ["spin_articles.held_out above 0", "set both to 0, or neither"]),
        ({"spin_articles": {"held_out": 0.6}}, ["'spin_articles.held_out'", "less than or equal to 0.5"]),
    ],
)
def test_an_error_names_the_key_and_the_value(tree, words):
    with pytest.raises(ConfigError) as error:
        check_config({**GIVEN, **tree})
    for word in words:
        assert word in str(error.value)


def test_a_missing_key_is_named():
    with pytest.raises(ConfigError, match="'input' is required"):
        load_config("news")


def test_an_unknown_config_names_the_nearest():
    with pytest.raises(ConfigError, match="did you mean 'sample'"):
        load_config("sampel")


@pytest.mark.parametrize("setting", ["rate", "=1", "seed.deeper=1", "spin_articles.rate=[1"])
def test_an_unreadable_setting_is_refused(setting):
    with pytest.raises(ConfigError):
        load_config("news", [setting], input="mine.jsonl")


def test_a_key_given_twice_in_a_setting_is_refused():
    with pytest.raises(ConfigError, match="'autoblog' in line 1 stands there twice"):
        load_config("news", ["spin_articles.profiles={autoblog: 1, autoblog: 5}"], input="mine.jsonl")


@pytest.mark.parametrize("output", ["s3://bucket/corpora", "gs://bucket/a/b", "az://container/a"])
def test_outputs_in_object_stores_are_accepted(output):
    assert str(check_config({**GIVEN, "output": output}).dataset_folder) == f"{output}/{GIVEN['dataset']}"


@pytest.mark.parametrize(
    "output",
    [
        "ftp://host/corpora",
        "s3://key:secret@bucket/a",
        "s3://bucket/../a",
        "s3://bucket//a",
        "s3://bucket/a?x=1",
        "s3://",
    ],
)
def test_other_outputs_are_refused_without_their_secrets(output):
    config = check_config({**GIVEN, "output": output})
    with pytest.raises(ConfigError, match="expected a") as refused:
        _ = config.dataset_folder
    assert "secret" not in str(refused.value)


def test_limits_that_no_text_can_hold_are_refused():
    with pytest.raises(ConfigError, match=r"min_length_ratio of at most max_length_ratio, which is 2\.5"):
        load_config("sample", ["validate_pairs.min_length_ratio=3"])


def test_a_config_is_frozen():
    config = check_config(GIVEN)
    with pytest.raises(ValueError, match="frozen"):
        config.seed = 2


@pytest.mark.parametrize(("shares", "held_out"), [((0.05, 0.1), 0.1), ((0, 0.1), 0), ((0, 0), 0)])
def test_without_test_unseen_no_word_is_held_out(shares, held_out):
    sections = {"group_duplicates": {"test_unseen": shares[0]}, "spin_articles": {"held_out": shares[1]}}
    assert check_config({**GIVEN, **sections}).held_out == held_out


def notify(**kwargs):
    return {"on_failure": [{"notifier": "airflow.providers.smtp.notifications.smtp.SmtpNotifier", "kwargs": kwargs}]}


def test_notifiers_are_named_with_their_arguments():
    config = load_config(
        "news", input="a", notify=notify(to="ml@example.org", smtp_conn_id="mail", subject="{{ spindle.title }}")
    )
    (notifier,) = config.notify.on_failure
    assert notifier.kwargs["smtp_conn_id"] == "mail"
    assert config.notify.on_release == ()


@pytest.mark.parametrize(
    "kwargs",
    [
        {"password": "x"},
        {"smtp_password": "x"},
        {"apiKey": "x"},
        {"slack_webhook_url": "https://x"},
        {"slack_webhook_conn_id": "https://hooks.slack.com/services/T0/B0/x"},
        {"auth_token_conn_id": ["x"]},
        {"headers": {"Authorization": "Bearer x"}},
        {"deep": [{"auth_token": "x"}]},
        {"url": "smtp://me:hunter2@mail.example.org"},
    ],
)
def test_a_secret_among_the_arguments_of_a_notifier_is_refused(kwargs):
    with pytest.raises(ConfigError, match=r"notify\.on_failure\.0\.kwargs.*Airflow connection") as caught:
        load_config("news", input="a", notify=notify(**kwargs))
    assert "hunter2" not in str(caught.value)
    assert "'x'" not in str(caught.value)


@pytest.mark.parametrize(
    "kwargs",
    [
        {"monkey_conn_id": "a"},
        {"slack_webhook_conn_id": "slack-alerts"},
        {"keyboard": "a"},
        {"url": "https://example.org/a@b"},
    ],
)
def test_an_argument_that_only_resembles_a_secret_is_accepted(kwargs):
    assert load_config("news", input="a", notify=notify(**kwargs)).notify.on_failure[0].kwargs == kwargs


def test_a_notifier_is_a_dotted_path():
    with pytest.raises(ConfigError, match="notify"):
        load_config("news", notify={"on_release": [{"notifier": "os.system('x')"}]})
    with pytest.raises(ConfigError, match="did you mean 'on_release'"):
        load_config("news", notify={"on_relaese": []})


def test_whole_numbers_are_numbers_and_switches_stay_switches():
    config = check_config(
        {**GIVEN, "spin_articles": {"rate": 1, "profiles": {"light": 2}}, "publish_release": {"require_approval": True}}
    )
    assert (config.spin_articles.rate, config.spin_articles.profiles) == (1.0, {"light": 2.0})
    assert config.publish_release.require_approval is True

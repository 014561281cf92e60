"""Addresses with secrets in every form: no text that comes out of the redaction holds one."""

import logging
import time

import pytest
from addresses import PATHS, SCHEMES, addresses, shapes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.cli.terminal import Notes
from pipelines.config.notify import secrets_in
from pipelines.config.run import check_config
from pipelines.errors import ConfigError, InputError, ValidationFailed
from pipelines.redact import CLIENTS, find_secrets, hide, holds_secret, redact
from pipelines.release.provenance import describe_run
from pipelines.web.progress import Instance, steps_of
from pipelines.web.run_status import status_of
from pipelines.workflow import notices
from pipelines.workflow.confine import without_secrets
from pipelines.workflow.stops import why_stopped


@pytest.mark.parametrize(
    ("address", "redacted"),
    [
        ("news.jsonl", "news.jsonl"),
        ("/data/news/part-?.jsonl", "/data/news/part-?.jsonl"),
        ("s3://bucket/news/*.jsonl", "s3://bucket/news/*.jsonl"),
        ("hf://datasets/cc_news/data@refs/convert", "hf://datasets/cc_news/data@refs/convert"),
        ("write to me@example.org", "write to me@example.org"),
        ("https://example.org:8080/a.csv", "https://example.org:8080/a.csv"),
        ("https://user:pass@example.org/a.csv", "https://example.org/a.csv"),
        ("https://token@example.org/a.csv", "https://example.org/a.csv"),
        ("s3://KEY:sec/ret+a=@bucket/a.csv", "s3://bucket/a.csv"),
        ("https://example.org/a.csv?sig=s3cret", "https://example.org/a.csv?..."),
        ("https://user:pa@ss@example.org/a?b=c@d#e", "https://example.org/a?..."),
        ("https://example.org/a#token=s3cret", "https://example.org/a?..."),
        ("a s3://K:s@b/c and gs://d/e?f", "a s3://b/c and gs://d/e?..."),
        ("s3://K:s@b/c,s3://K:s@b/d", "s3://b/d"),  # too much rather than too little
        ("https://user:p?w@example.org/a", "https://..."),
        ("https://example.org:80/a?to=me@b.org&sig=s3cret", "https://..."),
        ("https://user:my pass@example.org/a", "https://example.org/a"),
        ("https://example.org: write to me@example.org", "https://example.org: write to me@example.org"),
        ("/home/https:/user:pass@example.org/a", "/home/https:/example.org/a"),
        ("got 'https://example.org/a?sig=s3cret': check", "got 'https://example.org/a?...': check"),
        ('{"a": "https://u:p@b/c?d"}', '{"a": "https://b/c?..."}'),
        ("aws4_request&X-Amz-Signature=s3cret", "aws4_request&X-Amz-Signature=..."),
        ("the token hf_abcdefghijklmnop is old", "the token hf_... is old"),
        ("https://hooks.slack.com/services/T0AB/B0CD/s3cret", "https://hooks.slack.com/..."),
        ("POST https://discord.com/api/webhooks/12/s3cret: 404", "POST https://discord.com/api/webhooks/... 404"),
        ("https://api.telegram.org/bot12:s3cret/sendMessage", "https://api.telegram.org/bot..."),
        ("host='hooks.slack.com', url: /services/T0AB/B0CD/s3cret", "host='hooks.slack.com', url: /services/..."),
        ("https://outlook.office.com/webhook/1@2/IncomingWebhook/s3cret", "https://outlook.office.com/webhook/..."),
        ("https://discord.com/api/v10/webhooks/12/s3cret", "https://discord.com/api/v10/webhooks/..."),
        ("https://hooks.zapier.com/hooks/catch/12/s3cret/", "https://hooks.zapier.com/hooks/..."),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/s3cret", "https://open.feishu.cn/open-apis/bot/v2/hook/..."),
        (f"https://chat.example/hooks/{26 * 'x'}", "https://chat.example/hooks/..."),
        (f"https://chat.example/hooks/{17 * 'x'}/{44 * 'y'}", "https://chat.example/hooks/..."),
        ("discord://12/s3cret slack://T0AB/B0CD/s3cret", "discord://... slack://..."),
        ("slack://bot@T0AB/B0CD/s3cret", "slack://..."),
        (f"ghp_{36 * 'a'} github_pat_{22 * 'a'}_{59 * 'b'}", "ghp_... github_pat_..."),
        ("glpat-abcdefghijklmnopqrst", "glpat-..."),
        ("aws_secret_access_key=s3cret secret_key=s3cret", "aws_secret_access_key=... secret_key=..."),
        ("AccountName=a;AccountKey=s3cret;x=y", "AccountName=a;AccountKey=..."),
        (
            "aws_access_key_id=s3cret accesskeyid=s3cret api-key=s3cret",
            "aws_access_key_id=... accesskeyid=... api-key=...",
        ),
        ("SharedAccessKey=s3cret", "SharedAccessKey=..."),
        ("https://news.example/services/town/a.html", "https://news.example/services/town/a.html"),
        ("https://git.example/hooks/pre-commit", "https://git.example/hooks/pre-commit"),
        ("monkey=3 keyboard_key=a secretary=b", "monkey=3 keyboard_key=a secretary=b"),
    ],
)
def test_redact_takes_out_users_passwords_and_queries(address, redacted):
    assert redact(address) == redacted
    assert redact(redacted) == redacted


@pytest.mark.parametrize(
    "host",
    [
        "hooks.slack.com/services",
        "discord.com/api/webhooks",
        "discord.com/api/v10/webhooks",
        "a.webhook.office.com/x",
        "outlook.office.com/webhook",
        "hooks.zapier.com/hooks/catch",
        f"chat.example/hooks/{20 * 'x'}{20 * 'y'}",
    ],
)
def test_a_webhook_is_a_secret_by_its_path(host):
    assert holds_secret(f"https://{host}/T0AB/s3cret")
    assert any("s3cret" in secret for secret in find_secrets({"url": f"https://{host}/T0AB/s3cret"}))
    assert list(secrets_in({"url": f"https://{host}/T0AB/s3cret"})) == ["url"]


@pytest.mark.parametrize("address", ["discord://12/s3cret", "slack://T0AB/B0CD/s3cret", f"x ghp_{36 * 'a'}"])
def test_an_address_of_apprise_and_a_token_are_secrets(address):
    assert list(secrets_in({"url": address})) == ["url"]


def test_redact_reaches_every_place():
    tree = {"https://u:p@h/": [{"a": "s3://K:s@b/c"}, 1, None, True, 0.5]}
    assert redact(tree) == {"https://h/": [{"a": "s3://b/c"}, 1, None, True, 0.5]}


@given(addresses())
def test_no_secret_is_left(drawn):
    address, secret = drawn
    for text in shapes(address):
        once = redact(text)
        assert secret not in once
        assert redact(once) == once
        assert secret not in str(redact({text: [text]}))


@example("https", "77777/7?", "")  # like a port, a path and a query
@given(SCHEMES, st.text("QXZ789/@:?#", min_size=8, max_size=30).filter(lambda text: not text.startswith("#")), PATHS)
def test_a_password_may_hold_the_marks_of_a_query(scheme, secret, path):
    for text in shapes(f"{scheme}://me:{secret}@host.org{path}"):
        assert secret not in redact(text)


@given(addresses())
def test_no_message_of_ours_holds_a_secret(drawn):
    address, secret = drawn
    for text in shapes(address):
        stopped = ValidationFailed(text, checks=[{"message": text}])
        assert secret not in f"{InputError(text)} {stopped!r} {stopped.checks}"
    with pytest.raises(ConfigError) as caught:
        check_config({"dataset": address, "input": address, "output": address, "seed": address, address: 1})
    assert secret not in str(caught.value)


@given(addresses(), st.sampled_from(["no such file: {}", "GET {} 403", "{}"]))
def test_what_a_library_says_of_an_address_is_hidden_too(drawn, message):
    address, secret = drawn
    bare = address.partition("://")[2]  # fsspec takes the scheme off, and others cut the query
    assert secret not in hide(message.format(f"/home/{bare}"), address)


@given(addresses())
def test_secrets_are_found_for_a_masker_of_logs(drawn):
    address, secret = drawn
    found = list(find_secrets({"input": [address]}))
    assert any(each in secret or secret in each for each in found)
    assert all(len(each) >= 5 for each in found)


@given(addresses())
def test_a_notifier_may_not_hold_one(drawn):
    address, _ = drawn
    login, _, host = address.partition("://")[2].partition("@")
    if ":" in login or "hf_" in address or (not host and "=" in address):
        assert holds_secret(address)
        assert list(secrets_in({"to": address})) == ["to"]


@given(st.text(max_size=200))
def test_texts_without_addresses_stay(text):
    if ":/" not in text and "=" not in text:
        assert redact(text) == text


@settings(max_examples=30)
@given(addresses())
def test_whatever_prints_or_stores_an_address_leaves_its_secret_out(drawn):
    address, secret = drawn
    card = dict.fromkeys(("title", "description", "license", "creator"), f"From {address}.")
    config = check_config({"dataset": "a", "input": address, "output": "o", "seed": 1, "publish_release": card})
    stopped = why_stopped(InputError(f"expected news at {address!r}"))
    old = {"message": address, "checks": [], "results": ""}  # as versions before this one left it
    steps = steps_of([Instance("split_input", index, "failed") for index in range(2)])
    shown = [
        describe_run(config, {}),
        without_secrets(config),
        notices.failure({"dataset": "a"}, {"split_input": []}, [stopped, old], "http://airflow/run"),
        status_of("failed", steps, {("split_input", 0): stopped, ("split_input", 1): old | {"lines": [address]}}).stops,
    ]
    assert secret not in str(shown)


def test_warnings_on_a_terminal_leave_secrets_out(capsys):
    said = logging.LogRecord("pipelines", logging.WARNING, "", 1, "skipped %s", ("s3://K:s3cret@b/c",), None)
    Notes().emit(said)
    assert capsys.readouterr().err == "warning: skipped s3://b/c\n"


@pytest.mark.parametrize("client", CLIENTS)
def test_clients_of_the_web_log_no_secret(caplog, client):
    with caplog.at_level(logging.INFO, client):
        logging.getLogger(client).info("HTTP Request: %s %s", "GET", "https://me:pw@x.org/a.jsonl?sig=abc")
    assert caplog.messages == ["HTTP Request: GET https://x.org/a.jsonl?..."]


@pytest.mark.parametrize(
    "text",
    [
        "s3://" + ":" * 50_000,
        "s3://@" + ":" * 50_000,
        "a" * 50_000,
        "a:/" * 20_000,
        "a-" * 50_000,
        "secret_" * 9_000,
        "/hooks/a" * 9_000,
    ],
)
def test_no_text_takes_long(text):
    began = time.monotonic()
    redact(text)
    assert time.monotonic() - began < 2

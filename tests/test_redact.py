"""Addresses with secrets in every form: no text that comes out of the redaction holds one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.config.notify import secrets_in
from pipelines.config.run import check_config
from pipelines.errors import ConfigError, InputError, ValidationFailed
from pipelines.redact import find_secrets, hide, holds_secret, redact


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
        ("https://example.org:80/a?to=me@b.org&sig=s3cret", "https://example.org:80/a?..."),
        ("https://user:my pass@example.org/a", "https://example.org/a"),
        ("https://example.org: write to me@example.org", "https://example.org: write to me@example.org"),
        ("/home/https:/user:pass@example.org/a", "/home/https:/example.org/a"),
        ("got 'https://example.org/a?sig=s3cret': check", "got 'https://example.org/a?...': check"),
        ('{"a": "https://u:p@b/c?d"}', '{"a": "https://b/c?..."}'),
        ("aws4_request&X-Amz-Signature=s3cret", "aws4_request&X-Amz-Signature=..."),
        ("the token hf_abcdefghijklmnop is old", "the token hf_... is old"),
    ],
)
def test_redact_takes_out_users_passwords_and_queries(address, redacted):
    assert redact(address) == redacted
    assert redact(redacted) == redacted


def test_redact_reaches_every_place():
    tree = {"https://u:p@h/": [{"a": "s3://K:s@b/c"}, 1, None, True, 0.5]}
    assert redact(tree) == {"https://h/": [{"a": "s3://b/c"}, 1, None, True, 0.5]}


# No letter of a secret stands in the addresses around it, so a piece of one is seen too.
SECRETS = st.text("QXZ789_-", min_size=8, max_size=30).filter(lambda text: text.strip("_-"))
# A password that was typed as it is, without the encoding of an address.
TYPED = st.text("QXZ789_-/@:+=%~!", min_size=8, max_size=30).filter(lambda text: len(text.strip("_-/@:+=%~!")) > 5)
SIGNED = st.sampled_from(
    [
        *("X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "Signature", "sig", "token", "AWSAccessKeyId"),
        *("Expires", "x-goog-signature", "X-Goog-Credential", "GoogleAccessId", "access_token", "api_key", "Policy"),
    ]
)
SCHEMES = st.sampled_from(["https", "http", "s3", "gs", "hf", "ftp", "file", "abfs", "simplecache::https"])
PATHS = st.sampled_from(["", "/", "/news.jsonl", "/a/b*.csv.gz", "/a b/part.txt"])


@st.composite
def addresses(draw):
    """(address, its secret)"""
    scheme, path = draw(SCHEMES), draw(PATHS)
    form = draw(st.sampled_from(["password", "user", "signed", "token", "fragment"]))
    if form == "password":
        secret = draw(TYPED)
        return f"{scheme}://me:{secret}@host.org{path}", secret
    secret = draw(SECRETS)
    if form == "user":
        return f"{scheme}://{secret}@host.org{path}", secret
    if form == "token":
        secret = f"hf_{draw(st.text('QXZ789', min_size=12, max_size=40))}"
        return f"{scheme}://host.org{path or '/'}{secret}", secret
    sign = "?" if form == "signed" else "#"
    more = draw(st.sampled_from(["", "&list-type=2", "&to=me@host.org"]))
    return f"{scheme}://host.org{path}{sign}a=b&{draw(SIGNED)}={secret}{more}", secret


def shapes(address):
    """The address as messages, tables and files hold it."""
    yield address
    yield f"expected to read {address!r}, but it is gone: check {address}"
    yield f'{{"input": "{address}", "seed": 1}}'
    yield f"(see {address}), or write to me@host.org"


@given(addresses())
def test_no_secret_is_left(drawn):
    address, secret = drawn
    for text in shapes(address):
        once = redact(text)
        assert secret not in once
        assert redact(once) == once
        assert secret not in str(redact({text: [text]}))


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

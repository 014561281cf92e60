import pytest

from pipelines.storage.addresses import is_remote, read_address


@pytest.mark.parametrize("place", ["/data", "news.jsonl", "file:///data", "local:///data", "~/news", "c:/news"])
def test_a_local_path_is_not_remote(place):
    assert not is_remote(place)


@pytest.mark.parametrize("place", ["s3://b", "hf://a/b", "FILE:///etc", "/data/a://b", "://x"])
def test_all_else_with_a_scheme_is(place):
    assert is_remote(place)


@pytest.mark.parametrize(
    ("address", "steps"),
    [
        ("s3://bucket", ("s3", "bucket")),
        ("S3://bucket/news/", ("s3", "bucket", "news")),
        ("s3://bucket//news", ("s3", "bucket", "", "news")),
        ("https://Me:pw@Host.org:80/a/b?c=../d#e", ("https", "host.org:80", "a", "b")),
        ("https://host.org/a%20b", ("https", "host.org", "a b")),
        ("hf://owner/name", ("hf", "owner", "name")),
        ("hf://datasets/owner/name@v1/data/a.jsonl", ("hf", "owner", "name")),
        ("hf://owner/name?split=train", ("hf", "owner", "name")),
    ],
)
def test_an_address_is_read(address, steps):
    assert read_address(address) == steps


@pytest.mark.parametrize(
    "address",
    [
        *(
            "s3://",
            "s3:///news",
            "s3://b/../c",
            "s3://b/./c",
            "s3://b/%2e%2e/c",
            "s3://b/%252e%252e/c",
            "s3://b/a\\..\\c",
        ),
        *("s3://b*/news", "s3://a@b@c/news", "simplecache::s3://b/c", "s3://b/c::file:///etc", "s3://b/a\nb"),
        *("https://a\\@b/c", "https://host/a%2f..%2fb", "https://host/a%252fb", "https://:80/a", "FILE:///etc"),
        *("hf://", "hf://csv", "hf://name", "hf://datasets/../etc", "hf://./data", "hf://~/data", "hf://datasets/a/.."),
        *("hf://models/a/b", "hf://buckets/a/b", "hf://spaces/a/b", "hf://datasets/datasets/a", "hf:///a/b"),
        *("hf://a/b/../../c/d", "hf://a/b@../c", "hf://a/b/%2e%2e/c", "/data/a://b", "news.jsonl", "://x"),
    ],
)
def test_what_can_be_read_in_two_ways_is_not(address):
    assert read_address(address) is None


@pytest.mark.parametrize(
    ("pattern", "steps"),
    [
        ("s3://b/news/*.jsonl", ("s3", "b", "news")),
        ("s3://b/ne*", ("s3", "b")),
        ("s3://b/*/news/a", ("s3", "b")),
        ("s3://b/news/part-?.gz", ("s3", "b", "news")),
        ("s3://b/news/[ab]/c", ("s3", "b", "news")),
        ("s3://b/news/*/../../c", None),
        ("https://h/news?a=*", ("https", "h", "news")),
        ("https://h/ne*", ("https", "h")),
    ],
)
def test_a_pattern_is_read_up_to_its_first_sign(pattern, steps):
    assert read_address(pattern, pattern=True) == steps

"""Ten thousand odd addresses: no answer is an error of the server. Each is made from its number alone."""

import random
from urllib.parse import quote

import pytest
from web.routes import VALUES, all_routes, ask_all, fill, parameters
from web.scripts import foreign_scripts

PREFIX = "/spindle"
# Test client and routing take a millisecond an address; the slow run takes all of them.
FEW, ALL = 600, 10_000
ODD = [
    *(
        "",
        "0",
        "1",
        "-1",
        "2147483648",
        "9" * 40,
        "1e9",
        "nan",
        "inf",
        "\u0661",
        "x" * 300,
        " ",
        "%",
        "%%",
        "+",
        "&",
        "=",
        "#",
    ),
    *(
        "..",
        "../..",
        "/etc/passwd",
        "%2e%2e%2f",
        "~",
        "\\",
        "\x00",
        "\n",
        "\u202e",
        "\ud800",
        "🦊",
        "é",
        "İ",
        "<script>",
    ),
    *(
        "'\"",
        "{{7*7}}",
        "${7*7}",
        "null",
        "true",
        "[]",
        "{}",
        "a" * 32,
        "f" * 32,
        "2026-01-01",
        "9999-12-31",
        "0001-01-01",
    ),
    *(
        "train",
        "test",
        "autoblog",
        "word",
        "phrase",
        "moby",
        "council",
        "the new",
        "rate",
        "-rate",
        "parquet",
        "jsonl",
        "on",
    ),
    *(".*", "(", "[", "\\p{L}", "(?i)", "a|b", "^$", "%s", "%d", ",", ";", "|"),
]
PATHS = [route.path for route in all_routes()]
NAMES = [
    *("split", "profile", "kind", "origin", "word", "source", "since", "until", "rate_from", "rate_to", "words_from"),
    *(
        "words_to",
        "text",
        "sort",
        "at",
        "file",
        "row",
        "back",
        "whole",
        "count",
        "form",
        "stage",
        "reason",
        "part",
        "page",
    ),
    *("all_parts", "tab", "<script>", "", "split[]"),
]


def odd_address(number, version):
    """A path with some parameters replaced, and a query of odd names and values."""
    draw = random.Random(number)  # noqa: S311 - no secret
    path = draw.choice(PATHS)
    known = {"version": version, "file": draw.choice("012"), "row": draw.choice("0129")}
    odd = {
        name: quote(_mutate(draw, VALUES.get(name, "1")), safe="/%") for name in parameters(path) if draw.random() < 0.2
    }
    filled = fill(path, **(known | odd))
    if draw.random() < 0.05:
        at = draw.randrange(len(filled))
        filled = filled[:at] + quote(draw.choice(ODD), safe="/%", errors="surrogatepass") + filled[at:]
    query = "&".join(f"{quote(draw.choice(NAMES))}={_value(draw)}" for _ in range(draw.randint(0, 5)))
    return f"{PREFIX}{filled}", query


def _mutate(draw, value):
    if draw.random() < 0.5:
        return draw.choice(ODD).encode(errors="replace").decode()
    at = draw.randrange(len(value) + 1)
    return (value[:at] + draw.choice(ODD) + value[at + draw.randint(0, 2) :]).encode(errors="replace").decode()


def _value(draw):
    value = draw.choice(ODD) if draw.random() < 0.8 else "".join(chr(draw.randrange(1, 0x3000)) for _ in range(6))
    return (
        quote(value, errors="surrogatepass")
        if draw.random() < 0.9
        else value.encode(errors="replace").decode("latin-1")
    )


def check(server, reader, release, n_addresses):
    statuses = {}
    addresses = [odd_address(number, release.version) for number in range(n_addresses)]
    answers = ask_all(server, addresses, reader.cookies["_token"])
    for number, ((path, query), (status, text)) in enumerate(zip(addresses, answers, strict=True)):
        assert 200 <= status < 500, f"{number}: {path}?{query}: {status} {text[-300:]}"
        assert "Traceback" not in text, f"{number}: {path}?{query}"
        assert "/files/" in path or "/download" in path or foreign_scripts(text) == [], f"{number}: {path}?{query}"
        statuses[status] = statuses.get(status, 0) + 1
    assert statuses[200] > n_addresses / 20, "some of them lead somewhere"
    assert {404, 422} <= statuses.keys()


def test_odd_addresses_never_break_a_page(server, reader, release):
    check(server, reader, release, FEW)


@pytest.mark.slow
def test_ten_thousand_odd_addresses_never_break_a_page(server, reader, release):
    check(server, reader, release, ALL)

"""Secrets taken out of addresses: the one redaction for errors, logs, pages, notices, XComs and releases.

An address loses its user, its password and its whole query: each store names its signatures differently, so no list of
names would be complete. Text around an address stays. When in doubt, too much is taken out rather than too little.
"""

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

# scheme:// and all up to a space; scheme:/ is what a path makes of it. A password may hold spaces, up to an @: then no
# port stands after the colon.
ADDRESS = re.compile(
    r"(?<![\w+.-])(?P<scheme>[\w+.-]+:/+)"
    r"(?P<body>(?:[^\s/?#@:]*:(?!\d{0,5}(?:[/?#\s'\",;)]|$))[^\n@]{0,200}@)?\S*)"
)
# Marks of the sentence that an address stands in.
END = re.compile(r"['\"`)\]}>,;:]*$")
# The user of a password that holds ? or #; a host with its port looks the same.
OPEN_LOGIN = re.compile(r"[^/?#@]*:")
# name=value, also outside addresses: a name that is cut off from its address still names a secret.
NAMED = re.compile(
    r"(?<![\w-])(?P<name>[\w-]*(?:signature|credential|token|passw(?:or)?d|secret(?:[_-]?\w{0,20}[_-]?key)?"
    r"|(?:api|access|account|shared|private)[_-]?key(?:[_-]?id)?|accessid)"
    r"|sig|pwd|policy|expires|key-pair-id)(?P<sign>=|%3D)(?P<value>[^\s&'\"`]+)",
    re.IGNORECASE,
)
# Addresses whose path is a password: the webhooks of Slack, Discord, Teams, Google Chat, Zapier, Feishu and Lark, those
# of Mattermost and Rocket.Chat at any host, the bots of Telegram, and the addresses that Apprise makes of all these.
WEBHOOK = re.compile(
    r"(?P<host>hooks\.slack(?:-gov)?\.com/|discord(?:app)?\.com/api/(?:v\d+/)?webhooks/|\.webhook\.office\.com/"
    r"|outlook\.office(?:365)?\.com/webhook/|chat\.googleapis\.com/v1/spaces/|api\.telegram\.org/bot"
    r"|hooks\.zapier\.com/hooks/|open\.(?:feishu\.cn|larksuite\.com)/open-apis/bot/(?:v\d+/)?hook/"
    r"|(?<![\w+.-])(?:discord|slack|tgram|msteams|workflows|gchat|mmosts?|rockets?|feishu|lark|zulip|pover|pbul|webexteams)"
    r"://|/hooks/(?=[a-z0-9]{24,}(?![\w-])|[a-z0-9]{15,}/[a-z0-9]{20,}))"
    r"(?P<path>[^\s'\"`?#]+)",
    re.IGNORECASE,
)
# The same path cut off from its host, as libraries for the web name it.
SLACK_PATH = re.compile(r"(?P<host>/(?:services|workflows|triggers)/)(?P<path>T[A-Z0-9]{3,}/[^\s'\"`?#]+)")
# Tokens of Hugging Face, GitHub, GitLab and Slack, and ids of keys of AWS.
TOKEN = re.compile(r"(hf_|gh[oprsu]_|github_pat_|glpat-|xox[abeprs]-)[A-Za-z0-9_-]{12,}|(AKIA|ASIA)[A-Z0-9]{12,}")
# Shorter ones are part of too many words to be searched for in a log.
SHORTEST = 5
# Loggers of the clients of the web: they state each address that they ask for, redirects too.
CLIENTS = ("httpx", "httpx2")


def redact(value: Any, own: Collection[str] = ()) -> Any:
    """Return a JSON value without the users, passwords and queries of its addresses.

    own  addresses of Spindle's pages: they stay as they are, where nothing but a space stands beside them

    >>> redact({"input": ["s3://AKIA:secret/key@bucket/news/*.jsonl", "https://x.org/a?sig=abc#b", "news/part-?.gz"]})
    {'input': ['s3://bucket/news/*.jsonl', 'https://x.org/a?...', 'news/part-?.gz']}
    """
    if isinstance(value, Mapping):
        return {redact(key, own): redact(item, own) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item, own) for item in value]
    return redact_text(value, own) if isinstance(value, str) else value


def redact_text(text: str, own: Collection[str] = ()) -> str:
    """Return a text without the users, passwords and queries of the addresses in it.

    own  see `redact`

    >>> redact_text("expected news at 'https://me:pw@x.org/a?sig=abc', found none")
    "expected news at 'https://x.org/a?...', found none"
    >>> redact_text("see https://x.org/page?version=2", own=["https://x.org/page?version=2"])
    'see https://x.org/page?version=2'
    """
    if own:
        pages = "|".join(map(re.escape, own))
        parts = re.split(rf"(?<!\S)({pages})(?!\S)", text)
        return "".join(part if number % 2 else redact_text(part) for number, part in enumerate(parts))
    text = ADDRESS.sub(_redact_address, text)
    text = NAMED.sub(r"\g<name>\g<sign>...", text)
    for path_is_secret in (WEBHOOK, SLACK_PATH):
        text = path_is_secret.sub(r"\g<host>...", text)
    return TOKEN.sub(r"\1\2...", text)


def find_secrets(value: Any) -> Iterator[str]:
    """Yield what `redact` takes out of the addresses in a JSON value, as written and decoded.

    >>> sorted(set(find_secrets("https://me:p%40ss@x.org/a?page=2")))
    ['me:p%40ss', 'me:p@ss', 'p%40ss', 'p@ss', 'page=2']
    """
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        for item in value:
            yield from find_secrets(item)
    elif isinstance(value, str):
        for secret in _secrets_of(value):
            yield from {secret, unquote(secret)} if len(secret) >= SHORTEST else ()


def hide(text: str, address: str) -> str:
    """Return a text without the secrets of `address`, even where a library has made something else of it.

    >>> hide("no such file: /home/me:secret@host/x", "file://me:secret@host/x")
    'no such file: /home/...@host/x'
    """
    for secret in sorted(find_secrets(address), key=len, reverse=True):
        text = text.replace(secret, "...")
    return redact_text(text)


def holds_secret(text: str) -> bool:
    """Return True if an address in a text has a password, or if the text names a secret or holds a token.

    >>> holds_secret("https://x.org/hook?token=abc"), holds_secret("https://x.org/a?page=2")
    (True, False)
    """
    logins = (_split(match["body"])[0] for match in ADDRESS.finditer(text))
    return any(":" in login for login in logins) or any(each.search(text) for each in (NAMED, WEBHOOK, TOKEN))


def _redact_address(match: re.Match[str]) -> str:
    login, rest, query = _split(match["body"])
    end = match["body"][len(END.sub("", match["body"], count=1)) :]
    if login and not rest and not query:
        return match["scheme"] + "..." + end
    return match["scheme"] + rest + ("?..." if query else "") + end


def _secrets_of(text: str) -> Iterator[str]:
    for match in ADDRESS.finditer(text):
        login, _, query = _split(match["body"])
        yield from (login, login.partition(":")[2], query)
    yield from (match["value"] for match in NAMED.finditer(text))
    yield from (match["path"] for each in (WEBHOOK, SLACK_PATH) for match in each.finditer(text))
    yield from (match[0] for match in TOKEN.finditer(text))


def _split(body: str) -> tuple[str, str, str]:
    """Return the login, the host and path, and the query of an address, without its scheme and end."""
    body = END.sub("", body, count=1)
    place = min((body.index(sign) for sign in "?#" if sign in body), default=len(body))
    before, query = body[:place], body[place + 1 :] or body[place:]
    # A password may hold slashes and more @: after a colon, the last @ of the address ends it.
    first, last = before.find("@"), before.rfind("@")
    end = last if 0 <= before.find(":") < last else first if "/" not in before[: first + 1] else -1
    if end >= 0:
        return before[:end], before[end + 1 :], query
    if "@" in query and OPEN_LOGIN.match(before):
        return body, "", ""  # the ? or # may be part of a password
    return "", before, query


def _redact_record(record: logging.LogRecord) -> bool:
    record.msg, record.args = redact_text(record.getMessage()), ()
    return True


for _client in CLIENTS:
    logging.getLogger(_client).addFilter(_redact_record)

"""Access to buckets of S3: keys, region and endpoint, read where users keep them.

In order: a finder that a program has set, such as one that reads a connection of Airflow; the environment; a profile in
~/.aws. Without keys in any of them, the clients ask the machine that they run on (web identity, container, instance).
Keys live in the memory of the process only.
"""

import configparser
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipelines.errors import ConfigError

# Seconds until a finder is asked again: keys of a connection may be changed.
FRESH_SECONDS = 60.0
KEYS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
REGIONS = ("AWS_REGION", "AWS_DEFAULT_REGION")
ENDPOINT = re.compile(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?|https?://\[[0-9A-Fa-f:.]+\](:\d+)?/?", re.ASCII)
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
FILES = {"AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials", "AWS_CONFIG_FILE": "~/.aws/config"}


@dataclass(frozen=True)
class S3Access:
    """Keys and address of a server of S3; None or "" for whatever is not given.

    key, secret, token  access key, secret key, session token; never shown
    region, endpoint    name of a region, and URL of a server other than Amazon's
    """

    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    token: str | None = field(default=None, repr=False)
    region: str | None = None
    endpoint: str | None = None

    def __reduce__(self) -> str:
        raise TypeError("keys of a store stay in the process that read them")

    @property
    def has_keys(self) -> bool:
        return bool(self.key and self.secret)


class Finder:
    """Keeps what a function finds, for a minute; it is asked only once a bucket is opened."""

    def __init__(self, find: Callable[[], S3Access | None]) -> None:
        self._find = find
        self._found: tuple[float, S3Access | None] | None = None

    def __call__(self) -> S3Access | None:
        if self._found is None or time.monotonic() - self._found[0] > FRESH_SECONDS:
            self._found = time.monotonic(), self._find()
        return self._found[1]


_finders: list[Finder] = []


def set_finder(find: Callable[[], S3Access | None] | None) -> None:
    """Ask `find` before the environment, in this process; None: ask the environment alone."""
    _finders[:] = [Finder(find)] if find else []


def find_access(environment: Mapping[str, str] | None = None) -> S3Access:
    """Return the access to buckets of S3; raise ConfigError for an AWS_PROFILE that is in no file.

    None means `os.environ` as it is now: `datasets` replaces it when it maps with several processes.
    """
    environment = os.environ if environment is None else environment
    given = (_finders[0]() if _finders else None) or S3Access()
    paths = tuple(environment.get(variable) or usual for variable, usual in FILES.items())
    profile = _read_profile(environment.get("AWS_PROFILE") or "default", paths, time.monotonic() // FRESH_SECONDS)
    own = _read_keys(environment)
    if not (given.has_keys or own.has_keys) and environment.get("AWS_PROFILE") and not profile:
        raise ConfigError(
            f"expected AWS_PROFILE to name a profile in {' or '.join(paths)}, got {environment['AWS_PROFILE'][:60]!r}: "
            "correct the name, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )
    keys = next((each for each in (given, own) if each.has_keys), _read_keys(profile))
    regions = (given.region, *map(environment.get, REGIONS), profile.get("region"))
    endpoints = (given.endpoint, *map(environment.get, ENDPOINTS), profile.get("endpoint_url"))
    endpoint = next(filter(None, endpoints), None)
    if endpoint and not ENDPOINT.fullmatch(endpoint):
        raise ConfigError(
            "expected the endpoint of S3 to be an address such as https://s3.example.org:9000, without a "
            "user, got something else: correct AWS_ENDPOINT_URL, or endpoint_url of the profile or connection"
        )
    return replace(keys, region=next(filter(None, regions), None), endpoint=endpoint)


def _read_keys(settings: Mapping[str, str]) -> S3Access:
    """Return the keys in the environment or in a profile, which names them in lower case."""
    return S3Access(*(settings.get(name) or settings.get(name.lower()) for name in KEYS))


@lru_cache(maxsize=8)
def _read_profile(name: str, paths: Sequence[str], _minute: float) -> dict[str, str]:
    """Return the settings of a profile in the files of ~/.aws; {} if none of them has it."""
    found: dict[str, str] = {}
    for path in map(os.path.expanduser, paths):
        file = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            file.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"expected profiles of AWS in {path}, but it cannot be read: correct the file") from error
        for section in (name, f"profile {name}"):
            if file.has_section(section):
                found = dict(file[section]) | found
    return found

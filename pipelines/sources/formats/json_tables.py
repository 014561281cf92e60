"""JSON in which articles are not an object each: the columns of a table, or a list in the answer of a web service.

Such a file is refused with the command of jq that converts it: as it is, all its articles would be one rejected row.
"""

import json
import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pipelines.config.ingest import IngestArticles
from pipelines.errors import InputError
from pipelines.sources.formats.json_shape import DECODER
from pipelines.sources.raw.columns import list_names, name_columns
from pipelines.sources.raw.paths import Path, find_in_object, list_paths

# Objects and lists that a list of articles may lie in, as {"response": {"docs": [...]}}.
MAX_STEPS = 3
# Characters of a text that is no title.
LONG_TEXT = 200
# An object of a column has a key for each row; an article in several languages has fewer than these.
MANY_ROWS = 10
# Lists below an article that hold texts of others.
OTHER_TEXTS = re.compile(r"comments?|repl(?:y|ies)|related.*", re.IGNORECASE)
PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

OF_LISTS = "range(.[keys[0]] | length) as $row | map_values(.[$row])"
OF_OBJECTS = ". as $table | .[keys[0]] | keys_unsorted[] as $row | $table | map_values(.[$row])"
OF_ROWS = ".columns as $names | .data[] | [$names, .] | transpose | map({(.[0]): .[1]}) | add"


def check_articles(lines: Sequence[str], name: str, settings: IngestArticles) -> None:
    """Raise InputError if the first objects of a file hold articles, and none of them is one.

    lines  the first objects as JSON; one if the file has no other
    """
    text = name_columns(settings.columns).get("text")
    paths = list_paths(text) if text else ()
    found = [_find_articles(line, paths, is_only=len(lines) == 1) for line in lines]
    if found and found[0] and all(found):
        what, command = found[0]
        raise InputError(
            f"expected an object for each article in {name}, got one that holds {what}: write an object for each, "
            f"for example with jq -c {shlex.quote(command)} OLD.json > NEW.jsonl"
        )


def _find_articles(line: str, texts: Collection[Path], *, is_only: bool) -> tuple[str, str] | None:
    """Return what an object holds in place of an article, and the program of jq that takes it apart.

    is_only  False: lists are the paragraphs of a text, and its tags
    """
    row = _load(line) if line.count("{") + line.count("[") > 1 else None
    if not isinstance(row, dict) or not row:
        return None
    values = list(row.values())
    if _are_like(row.get("columns"), str) and _are_like(row.get("data"), list):
        return f"a table of {len(row['data']):,} rows in 'data'", OF_ROWS
    if is_only and _are_like(values, list) and len(row) > 1 and len(values[0]) > 1:
        return f"lists of {len(values[0]):,} values in {list_names(list(row))}", OF_LISTS
    if all(isinstance(value, dict) and value for value in values) and (found := _find_in_objects(row, texts)):
        return found
    return _find_in_lists(row, texts)


def _find_in_objects(row: dict[str, dict[str, Any]], texts: Collection[Path]) -> tuple[str, str] | None:
    if len(row) > 1 and all(_has_text(value, texts) for value in row.values()):
        return f"an article in each of its {len(row):,} fields", ".[]"
    keys = next(iter(row.values())).keys()
    is_column = all(map(str.isdecimal, keys)) or len(keys) >= MANY_ROWS
    if is_column and all(value.keys() == keys for value in row.values()):
        return f"objects of {len(keys):,} values in {list_names(list(row))}", OF_OBJECTS
    return None


def _find_in_lists(row: dict[str, Any], texts: Collection[Path]) -> tuple[str, str] | None:
    if any(path[0] in row for path in texts) or any(map(_is_long, row.values())):
        return None
    lists = list(_find_lists(row, ""))
    of_texts = (path for path, item in lists if _has_text(item, texts))
    of_long = (path for path, item in lists if any(map(_is_long, _strings(item, MAX_STEPS))))
    path = next(of_texts, None) or next(of_long, None)
    return (f"articles in {path}", path) if path else None


def _are_like(values: Any, kind: type) -> bool:
    """Return True for a list of values of this kind; lists among them are of one length."""
    if not isinstance(values, list) or not values or not all(isinstance(value, kind) for value in values):
        return False
    return kind is not list or len({len(value) for value in values}) == 1


def _find_lists(value: Any, path: str, n_steps: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the path in jq to the items of each list of objects, and to the objects in them, with the first one."""
    if isinstance(value, dict) and n_steps <= MAX_STEPS:
        if "[]" in path:
            yield path, value
        for key, below in value.items():
            if isinstance(below, dict | list) and not OTHER_TEXTS.fullmatch(key):
                yield from _find_lists(
                    below, f"{path}.{key if PLAIN_KEY.fullmatch(key) else json.dumps(key)}", n_steps + 1
                )
    elif isinstance(value, list) and value and "[]" not in path:
        yield from _find_lists(value[0], f"{path}[]", n_steps)


def _has_text(item: dict[str, Any], texts: Collection[Path]) -> bool:
    return any(isinstance(find_in_object(item, path)[0], str) for path in texts)


def _strings(value: Any, n_steps: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and n_steps:
        for below in value.values():
            yield from _strings(below, n_steps - 1)


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= LONG_TEXT


def _load(line: str) -> Any:
    try:
        return DECODER.decode(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return None

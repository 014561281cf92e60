"""Errors in the inputs of negatives, told in the words of their own settings: they are read as the news are."""

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from pipelines.config.negatives import TEXT_COLUMNS
from pipelines.errors import InputError, SchemaError

# The setting that the readers of the news propose, as it is pasted.
HINT = re.compile(r"--set '?ingest_articles\.columns=\{(?P<columns>.*)\}'?")
# The text of a negative and its original, which is read as a title.
TEXT, ORIGINAL = (re.compile(rf'(?:^|, ){name}: (?P<name>".*?"|[^,]*)') for name in ("text", "title"))


@contextmanager
def naming(kind: str) -> Iterator[None]:
    """Let errors of an input name its setting, and propose settings of `negatives`."""
    try:
        yield
    except (InputError, SchemaError) as error:
        error.args = (f"negatives.{kind}: {HINT.sub(lambda found: _translate(found['columns'], kind), str(error))}",)
        raise


def _translate(columns: str, kind: str) -> str:
    """Return the option that names the columns of a kind of negatives.

    >>> print(_translate("text: after, id: null, title: before", "edited"))
    --set 'negatives.columns={edited: after, original: before}'
    >>> print(_translate("text: original, id: null, title: original", "paraphrase"))
    --set 'negatives.columns={paraphrase: NAME, original: original}'
    """
    text, original = (found["name"] if (found := each.search(columns)) else "NAME" for each in (TEXT, ORIGINAL))
    named = {TEXT_COLUMNS[kind]: "NAME" if text == original else text}
    named |= {} if kind == "clean" else {"original": original}
    inside = ", ".join(f"{ours}: {theirs}" for ours, theirs in named.items())
    return f"--set {shlex.quote(f'negatives.columns={{{inside}}}')}"

"""The word lists in configs/lexicons/, such as function_words.txt: one entry per line; `#` begins a comment."""

from functools import cache

import pyarrow as pa

from pipelines.config.files import find_config


@cache
def read_list(name: str) -> pa.StringArray:
    """Return the distinct entries of configs/lexicons/`name`.txt, sorted."""
    return parse_list(find_config(name, "lexicons", ".txt").read_text(encoding="utf-8"))


def parse_list(text: str) -> pa.StringArray:
    r"""Return the distinct entries of a list, sorted.

    >>> parse_list("# Function words\nof\n\nat once # an adverb\nof\n").to_pylist()
    ['at once', 'of']
    """
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return pa.array(sorted({line for line in lines if line}), pa.string())

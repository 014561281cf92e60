"""The pages of Data Docs, drawn with templates that are compiled once in a process.

Great Expectations has an environment of jinja2 for each section of each site, and so compiles its sixty templates again
for each run: a fifth of the time that a small build takes.
"""

from typing import Any

from great_expectations.render.view import DefaultJinjaIndexPageView, DefaultJinjaPageView
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """Compiled templates by a key of their name and their text, in the memory of the process."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that it had before, if it has not changed."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._code[bucket.key, bucket.checksum] = bucket.code


COMPILED = CompiledTemplates()


class PageView(DefaultJinjaPageView):  # type: ignore[misc]
    """Pages of suites and of results."""

    def __init__(self) -> None:
        super().__init__()
        self.env.bytecode_cache = COMPILED


class IndexView(DefaultJinjaIndexPageView):  # type: ignore[misc]
    """The first page of a site."""

    def __init__(self) -> None:
        super().__init__()
        self.env.bytecode_cache = COMPILED

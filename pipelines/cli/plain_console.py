"""A console of rich that shows texts of strangers as they are, and lets none of them act on the terminal."""

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from pipelines.cli.terminal import escape_lines


class PlainConsole(Console):
    """Escapes control characters in everything that is printed; colours and progress bars stay, which are rich's own.

    A release brings names, messages and texts that anybody may have written.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield the pieces of text of what is printed."""
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(escape_lines(segment.text), segment.style)

    def on_broken_pipe(self) -> None:
        """Leave the error, which is being caught, to the command: rich itself would exit with 1."""
        self.quiet = True  # what is in the buffer is not tried again
        raise  # noqa: PLE0704

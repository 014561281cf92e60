"""`spindle candidates`: a profile's candidates for a word or phrase, best first."""

from collections.abc import Sequence

from rich.table import Table

from pipelines.cli import terminal
from pipelines.errors import ConfigError
from pipelines.spinners.candidates import list_candidates
from pipelines.spinners.profile import load_profile
from pipelines.spinners.spinner import load_spinner


def run(words: Sequence[str], *, profile: str, top: int | None, as_json: bool) -> None:
    if load_profile(profile).engine == "nlpaug":
        raise ConfigError(
            f"expected a profile of Spindle's own engine, got {profile!r}, which is a flow of nlpaug augmenters: "
            "they list no candidates; see what it does with `spindle spin`"
        )
    spinner = load_spinner(profile)
    found = {word: [(text, round(share, 6)) for text, share in list_candidates(word, spinner)[:top]] for word in words}
    if as_json:
        terminal.write_json(found)
        return
    console = terminal.stdout()
    for word, choices in found.items():
        if choices:
            console.print(_table(word, choices))
        else:
            console.print(f"{word}: nothing, {profile} leaves it alone")


def _table(word: str, choices: Sequence[tuple[str, float]]) -> Table:
    table = Table("share", word, box=None, pad_edge=False, header_style="bold")
    for text, share in choices:
        table.add_row(f"{share:.1%}".rjust(6), text)
    return table

"""Options that several commands share, and options whose help is that of the trigger form."""

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

# The seed of the configs in configs/corpora/: a text spun alone gets the swaps of a corpus without held-out words.
SEED = 20210510


def complete_profile(incomplete: str) -> list[str]:
    """Return the profiles whose names begin so, for the completion in a shell."""
    return _names("profiles", incomplete)


def complete_config(incomplete: str) -> list[str]:
    """Return the configs whose names begin so, for the completion in a shell."""
    return _names("corpora", incomplete)


def check_rate(value: float | None) -> float | None:
    if value is not None and not 0 <= value <= 1:
        raise typer.BadParameter(f"expected a share of the words from 0 to 1, got {value}")
    return value


ProfileName = Annotated[
    str,
    typer.Option(
        "--profile", "-p", help="A file of configs/profiles/, or a path to a YAML.", autocompletion=complete_profile
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change any setting of the config; may be repeated."),
]
ReleasePath = Annotated[
    str, typer.Argument(metavar="PATH", help="A release, or a dataset's folder for its latest release; also s3://.")
]


class FormCommand(TyperCommand):
    """A command whose options without a help of their own take it from the trigger form.

    It is looked up when the help is shown: the form needs pydantic, which takes longer to load than `spindle --help`
    should.
    """

    def format_help(self, *args: Any) -> None:
        from pipelines.config.form import describe_fields  # noqa: PLC0415 - see above

        for option in self.params:
            option.help = getattr(option, "help", None) or describe_fields().get(option.name or "", "")  # type: ignore[attr-defined]
        super().format_help(*args)


def _names(folder: str, incomplete: str) -> list[str]:
    from pipelines.config import files  # noqa: PLC0415 - only a completion needs it

    return [name for name in files.config_names(folder) if name.startswith(incomplete)]

"""The `spindle` command, put together from its commands.

Arguments and help of the commands stand in `corpora`, `releases`, `texts` and `settings`. The module that does the work
of a command is imported when the command runs: Arrow and numpy take longer to load than `spindle --help` should.
"""

import logging
import sys
from typing import Annotated

import typer

from pipelines.cli import corpora, releases, settings, texts
from pipelines.cli.exits import Commands, end_on_request
from pipelines.cli.options import FormCommand
from pipelines.cli.terminal import Notes
from pipelines.storage.standard_streams import fill_closed_streams

app = typer.Typer(
    cls=Commands,
    help="Build paired training corpora of clean and spun news: exact edit labels, checked, published as Parquet.",
    epilog="Exit codes: 0 done, 1 a quality gate said no, 2 wrong use or configuration, 3 input or storage failed.",
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command that the arguments of this process name, and exit."""
    fill_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]  # true of a process's own
    logging.getLogger("pipelines").addHandler(Notes(logging.WARNING))
    command = typer.main.get_command(app)
    end_on_request()
    command(prog_name="spindle")


@app.callback(invoke_without_command=True)
def spindle(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.", is_eager=True)] = False,
) -> None:
    if version:
        from importlib.metadata import version as version_of  # noqa: PLC0415 - only here

        typer.echo(f"spindle {version_of('spindle')}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())
        raise typer.Exit(2)


app.command(cls=FormCommand)(corpora.build)
app.command()(texts.spin)
app.command()(texts.candidates)
app.command()(texts.learn)
app.command()(texts.profiles)
app.command()(texts.profile)
app.add_typer(settings.config, name="config")
app.command()(releases.verify)
app.command()(releases.show)
app.command()(releases.diff)
app.command()(releases.probe)
app.command("list")(releases.list_)
app.command()(releases.promote)
app.command()(releases.tag)
app.command()(releases.prune)
app.command()(corpora.dags)
app.command()(releases.push)
app.command()(releases.export)
app.command()(releases.train)
app.command()(texts.detect)
app.command()(corpora.tune)

"""The commands on the configuration, `spindle config ...`: their options and their help.

Imports stand in the functions: see `app`.
"""
# ruff: noqa: PLC0415 - see above

from typing import Annotated

import typer

from pipelines.cli.options import Settings, complete_config

config = typer.Typer(
    no_args_is_help=True,
    help="""Show the configuration of a build, its schema, or a file to start from.

    \b
    Examples:
    spindle config show --config news --set spin_articles.rate=0.2
    spindle config init mine.yaml
    """,
)


@config.command()
def show(
    name: Annotated[
        str | None,
        typer.Option(
            "--config",
            "-c",
            help="A file of configs/corpora/, or a path to a YAML; all defaults unless given.",
            autocompletion=complete_config,
        ),
    ] = None,
    settings: Settings = None,
) -> None:
    """Print a configuration as it is resolved: every setting with its value, as YAML.

    \b
    Examples:
    spindle config show --config news
    spindle config show --config mine.yaml --set group_duplicates.test=0.2
    """
    from pipelines.cli import config as command

    command.run("show", name=name, settings=settings)


@config.command()
def schema() -> None:
    """Print the JSON Schema of a configuration, for editors that check and complete YAML.

    \b
    Examples:
    spindle config schema > spindle.schema.json
    """
    from pipelines.cli import config as command

    command.run("schema")


@config.command()
def init(
    path: Annotated[str, typer.Argument(metavar="PATH", help="The new file; - for stdout.")] = "spindle.yaml",
    force: Annotated[bool, typer.Option("--force", help="Replace a file of this name.")] = False,
) -> None:
    """Write a configuration to start from: every setting with its meaning and its default.

    \b
    Examples:
    spindle config init
    spindle config init mine.yaml
    """
    from pipelines.cli import config as command

    command.run("init", path=path, force=force)

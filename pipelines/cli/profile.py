"""`spindle profile`: one profile, its settings with their meaning, and an example of its text."""

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding

from pipelines.cli import terminal
from pipelines.cli.marked import mark_edits
from pipelines.cli.options import SEED
from pipelines.cli.spin import Json, describe, spin_text
from pipelines.config.describe import Setting, list_settings, write_value
from pipelines.errors import ConfigError
from pipelines.spinners.profile import Profile, load_profile

# Our own news. A mixture spins it as several of its spinners would.
EXAMPLE = (
    'The city council voted late on Tuesday to close the old bridge over the river for repairs. "We must find another '
    'way to work until the end of next year," said Maria Keller, who runs a small shop near the station.'
)
EXAMPLES_OF_A_MIXTURE = 3


def run(name: str, *, as_json: bool) -> None:
    profile = load_profile(name)
    settings = [setting for setting in list_settings(profile) if setting.key not in ("name", "imitates")]
    rows, reason = _spin(name, profile)
    if as_json:
        found = {
            **profile.model_dump(mode="json"),
            "meanings": {setting.key: setting.meaning for setting in settings},
            "examples": rows,
        }
        terminal.write_json(found)
        return
    console = terminal.stdout()
    console.print(profile.name, style="bold")
    console.print(" ".join(profile.imitates.split()))
    _print_settings(console, "set by this profile", [setting for setting in settings if not setting.is_default])
    _print_settings(console, "as by default", [setting for setting in settings if setting.is_default])
    for row in rows:
        console.print(f"\n{describe(row)}", style="bold")
        terminal.write(mark_edits(row["clean"], row["edits"], colour=terminal.has_colour(console)) + "\n")
    if reason:
        console.print(f"\nno example: {reason}", soft_wrap=True)


def _spin(name: str, profile: Profile) -> tuple[list[Json], str]:
    """The example as the profile writes it, or the reason why it cannot here: some need packages of their own."""
    variants = range(EXAMPLES_OF_A_MIXTURE if profile.mixture else 1)
    try:
        return [spin_text(EXAMPLE, profile=name, rate=None, seed=SEED, variant=variant) for variant in variants], ""
    except ConfigError as error:
        return [], str(error)


def _print_settings(console: Console, heading: str, settings: Sequence[Setting]) -> None:
    if settings:
        console.print(f"\n{heading}", style="bold")
    for setting in settings:
        console.print(f"{setting.key}: {write_value(setting.value)}", soft_wrap=True)
        if setting.meaning:
            console.print(Padding(setting.meaning, (0, 0, 0, 4), expand=False), style="dim")

"""`spindle profiles`: the profiles there are, and what each imitates."""

from collections.abc import Iterator

from rich.table import Table

from pipelines.cli import terminal
from pipelines.config.files import config_names
from pipelines.errors import ConfigError
from pipelines.spinners.profile import Profile, load_profile


def run(*, as_json: bool) -> None:
    faults: list[ConfigError] = []
    profiles = list(_load_profiles(faults))
    if as_json:
        terminal.write_json([_row(profile) for profile in profiles], indent=2)
    else:
        _print_table(profiles)
    if faults:
        raise ConfigError("\n".join(map(str, faults)))


def _load_profiles(faults: list[ConfigError]) -> Iterator[Profile]:
    """Yield all profiles that can be read; adds the errors of the others to `faults`."""
    for name in config_names("profiles"):
        try:
            yield load_profile(name)
        except ConfigError as error:
            faults.append(error)


def _print_table(profiles: list[Profile]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("profile", no_wrap=True)
    table.add_column("rate", justify="right", no_wrap=True)
    table.add_column("imitates", overflow="fold")
    for profile in profiles:
        table.add_row(profile.name, f"{profile.rate:g}", " ".join(profile.imitates.split()))
    terminal.stdout().print(table)


def _row(profile: Profile) -> dict[str, object]:
    return {
        "name": profile.name,
        "rate": profile.rate,
        "engine": profile.engine,
        "is_mixture": profile.mixture is not None,
        "imitates": " ".join(profile.imitates.split()),
    }

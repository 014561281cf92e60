"""`spindle verify`: every check on a release, one line for each."""

from pathlib import Path

from pipelines.cli import terminal
from pipelines.errors import ValidationFailed
from pipelines.release.find import find_release
from pipelines.release.verify import verify_release


def run(path: Path) -> None:
    terminal.check_exists(path)
    release = find_release(path)
    console = terminal.stdout()
    with terminal.stderr().status(f"checking {release.path}"):
        checks = verify_release(release.folder)
    for check in checks:
        console.print("ok    " if check.holds else "FAULT ", style="green" if check.holds else "bold red", end="")
        console.print(f"{check.name}: {check}", soft_wrap=True)
    faults = [check.name for check in checks if not check.holds]
    if faults:
        raise ValidationFailed(
            f"{release.path} is not as it was published: {', '.join(faults)} (see above). "
            "Copy the release again, or publish it anew from its input"
        )
    console.print(f"{release.dataset} {release.version} is whole: {release.rows:,} pairs, {len(checks)} checks")

"""`spindle verify`: every check on a release, one line for each."""

from dataclasses import asdict
from pathlib import Path

from pipelines.cli import terminal
from pipelines.errors import ValidationFailed
from pipelines.release.find import find_release
from pipelines.release.verification.verify import verify_release


def run(path: Path | str, *, as_json: bool) -> None:
    folder = terminal.check_folder(path)
    release = find_release(folder)
    console = terminal.stdout()
    with terminal.stderr().status(f"checking {release.path}"):
        checks = verify_release(release.folder)
    faults = [check.name for check in checks if check.is_of_release and not check.holds]
    if as_json:
        found = [asdict(check) | {"holds": check.holds} for check in checks]
        about = {name: getattr(release, name) for name in ("path", "dataset", "version", "rows")}
        terminal.write_json({**about, "whole": not faults, "checks": found})
    else:
        for check in checks:
            console.print("ok    " if check.holds else "FAULT ", style="green" if check.holds else "bold red", end="")
            console.print(f"{check.name}: {check}", soft_wrap=True)
    if faults:
        raise ValidationFailed(
            f"{release.path} is not as it was published: {', '.join(faults)} (see above). "
            "Copy the release again, or publish it anew from its input"
        )
    if not all(check.holds for check in checks):
        dataset = release.folder.parent
        raise ValidationFailed(
            f"{release.path} is as it was published, but LATEST or README.md of its dataset names none that is there "
            f"(see above): `spindle promote {dataset} VERSION` writes both anew, with the version to be read"
        )
    if not as_json:
        console.print(f"{release.dataset} {release.version} is whole: {release.rows:,} pairs, {len(checks)} checks")

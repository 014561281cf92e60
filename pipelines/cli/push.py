"""`spindle push`: a release uploaded to the Hugging Face Hub, and what a dry run would upload."""

from pathlib import Path

from pipelines.cli import terminal
from pipelines.cli.numbers import Lines, human_bytes, print_lines
from pipelines.release.find import find_release
from pipelines.release.hub.push import Push, push_release
from pipelines.release.hub.repository import Repository, parse_repository
from pipelines.workers import n_cores


def run(path: Path | str, address: str, *, private: bool, replace: bool, dry_run: bool, as_json: bool) -> None:
    name = parse_repository(address)
    release = find_release(terminal.check_folder(path))
    repository = Repository(name, private=private)
    push = push_release(release, repository, replace=replace, dry_run=dry_run, workers=n_cores())
    if as_json:
        terminal.write_json({"dataset": release.dataset, "path": release.path, **push.to_json()})
    else:
        print_lines(
            terminal.stdout(), [("release", f"{release.dataset} {release.version}, verified"), *push_lines(push)]
        )


def push_lines(push: Push) -> Lines:
    """Lines on a push, and the line that loads what it left."""
    files = f"{push.files:,} files, {human_bytes(push.bytes)}"
    is_new = ", which is created" if push.is_new else ""
    if not push.commit:
        done = f"would upload {files} to {push.repository}{is_new}: a dry run, nothing was changed"
    elif push.pushed:
        done = f"{files} uploaded to {push.repository} as commit {push.commit}; all compared with the release"
    else:
        done = f"nothing to upload: {push.repository} has this release as commit {push.commit}; all {files} compared"
    deleted = [("deleted", path) for path in push.deleted if not push.commit or push.pushed]
    if not push.commit:
        return [("push", done), *deleted]
    if push.current != push.version:
        behind = f"{push.current}, a newer release: add --replace to make {push.version} the current content again"
        deleted.append(("main holds", behind))
    load = f'pairs = load_dataset("{push.repository}", revision="{push.version}")'
    return [
        ("push", done),
        *deleted,
        ("tag", push.version),
        ("page", push.url),
        ("load it", f"from datasets import load_dataset; {load}"),
    ]

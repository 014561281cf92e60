"""A release that LATEST does not name."""

import re
import shlex

from published import publish

from pipelines.release.not_latest import say_not_latest
from pipelines.release.pointers.latest import promote
from pipelines.storage.places import open_place


def test_a_release_that_latest_does_not_name_is_told_with_the_way_to_promote_it(tmp_path):
    root = tmp_path / "my corpora"
    older, newer = (publish(root, parts=parts) for parts in (1, 2))
    assert say_not_latest(newer) == ""
    says = say_not_latest(older)
    assert says.startswith(f"LATEST names another release, {newer.version}, ")
    folder, version = shlex.split(re.search(r"`spindle promote (.*)` makes it name", says).group(1))
    promote(open_place(folder), version)
    assert say_not_latest(older) == ""
    (older.folder.parent / "LATEST").unlink()
    assert say_not_latest(older) == "", "readers take the newest one, with a warning"

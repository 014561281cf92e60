import pytest
from release.pruning.test_unused import make_part
from release.small_releases import write_releases

from pipelines.config.prune_form import PruneOptions
from pipelines.release.find import find_versions
from pipelines.release.pointers.latest import promote
from pipelines.release.pruning.plan import carry_out, find_datasets, plan_pruning
from pipelines.storage.files import list_files


def size_of(folder, *tops):
    return sum(size for name, size in list_files(folder).items() if name.startswith(tops))


def test_a_plan_writes_nothing_and_its_bytes_are_true(folder):
    versions = write_releases(folder, 3)
    promote(folder, versions[-1])
    part = make_part(folder, "old")
    before = list_files(folder)
    options = PruneOptions(keep=1, grace=0)
    plan = plan_pruning(folder, options)
    assert list_files(folder) == before
    assert [release.version for release in plan.old] == list(plan.due) == versions[:2]
    assert [each.key for each in plan.parts] == [part.key]
    size = size_of(folder, "work/stage", versions[0], versions[1])
    assert (plan.now, plan.later, plan.stays) == (size, 0, 0)
    done = carry_out(plan, options)
    assert (done.hidden, done.deleted, done.parts, done.freed) == (versions[:2], versions[:2], 1, size)
    assert size_of(folder, "work/stage", versions[0], versions[1]) == 0
    assert plan_pruning(folder, options).is_empty


def test_what_stays_for_readers_is_freed_later(folder):
    versions = write_releases(folder, 2)
    promote(folder, versions[-1])
    options = PruneOptions(keep=1)
    plan = plan_pruning(folder, options)
    assert (plan.now, plan.later) == (0, size_of(folder, versions[0]))
    assert carry_out(plan, options).freed == 0
    again = plan_pruning(folder, options)
    assert (again.old, list(again.hidden), again.due) == ([], versions[:1], [])
    assert find_versions(folder) == versions[1:]


def test_work_stays_if_asked(folder):
    promote(folder, write_releases(folder, 1)[-1])
    make_part(folder, "old")
    assert plan_pruning(folder, PruneOptions(work=False)).is_empty


def test_datasets_are_found_below_a_root_and_by_themselves(folder):
    write_releases(folder, 1)
    make_part(folder.parent / "unpublished", "part")
    assert [place.name for place in find_datasets(folder.parent)] == ["news", "unpublished"]
    assert [place.name for place in find_datasets(folder)] == ["news"]
    assert [place.name for place in find_datasets(folder.parent / "unpublished")] == ["unpublished"]


@pytest.mark.parametrize("name", ["", "work", "pruned", "version"])
def test_a_dataset_elsewhere_that_a_link_leads_to_is_left_out(tmp_path, caplog, name):
    """Whoever may write to a root would choose what its operator deletes."""
    root, other = tmp_path / "root", tmp_path / "other" / "news"
    versions = write_releases(other, 2)
    write_releases(root / "mine", 1)
    make_part(other, "part")
    (other / "pruned").mkdir()
    name = name.replace("version", versions[0])
    link = root / "innocent" / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(other / name)
    assert [place.name for place in find_datasets(root)] == ["mine"]
    assert f"{root}/innocent leads out of {root}, by a link" in caplog.text
    assert find_datasets(other) == [other]
    (tmp_path / "alias").symlink_to(root)
    assert find_datasets(tmp_path / "alias") == [root / "mine"]


def test_releases_and_work_elsewhere_that_links_of_a_dataset_lead_to_stay(tmp_path):
    mine, other = tmp_path / "mine", tmp_path / "other"
    versions = write_releases(other, 4)
    make_part(other, "part")
    write_releases(mine, 2)
    for name in (versions[2], "work"):
        (mine / name).symlink_to(other / name)
    promote(mine, versions[1])
    before = list_files(other)
    options = PruneOptions(keep=1, grace=0)
    plan = plan_pruning(mine, options)
    assert ([release.version for release in plan.old], plan.parts) == (versions[:1], [])
    carry_out(plan, options)
    assert list_files(other) == before
    assert find_versions(mine) == versions[1:3]

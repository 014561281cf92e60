import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from corpus import make_config, make_corpus
from published import publish, replace_file
from release.damage import copy_release, edit_manifest, examples, faults, mend, rewrite

from pipelines.errors import StorageError
from pipelines.release.verification.rules import RULES
from pipelines.release.verification.verify import verify_release
from pipelines.storage.files import sha256_file
from schemas import PAIRS

TRAIN = "data/train/part-00000.parquet"
TEST = "data/test/part-00000.parquet"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    return publish(tmp_path_factory.mktemp("published")).folder


@pytest.fixture
def folder(published, tmp_path):
    """A copy of a release, for a test to damage, with the files beside it."""
    return copy_release(published, tmp_path)


def test_a_correct_release_passes(folder):
    checks = verify_release(folder)
    assert [check.name for check in checks] == list(RULES)
    assert faults(folder) == {}
    assert [check.name for check in checks if not check.checked] == ["negatives_are_ours"], "it has none"
    assert {check.name: check.checked for check in checks}["edits_can_be_undone"] == 8


@pytest.mark.slow
def test_several_processes_give_the_same_result(folder):
    folder = rewrite(folder, TRAIN, lambda rows: rows[0].update(n_swaps=99))
    assert verify_release(folder, workers=2) == verify_release(folder)
    assert faults(folder) == {"swaps_are_counted": 1}


def test_a_release_passes_in_any_folder(folder, tmp_path):
    (tmp_path / "other").mkdir()
    assert faults(folder.rename(tmp_path / "other" / folder.name)) == {}


@pytest.mark.parametrize("name", [TRAIN, "README.md", "croissant.json", "quality/results.json"])
@pytest.mark.parametrize("place", [0, 0.5, 1])
def test_a_flipped_bit_is_found(folder, name, place):
    content = bytearray((folder / name).read_bytes())
    content[int(place * (len(content) - 1))] ^= 1
    replace_file(folder / name, bytes(content))
    assert faults(folder) == {"checksums_match": 1}
    assert examples(folder, "checksums_match") == (name,)


@pytest.mark.parametrize("name", [TRAIN, "README.md"])
def test_a_missing_file_is_found(folder, name):
    (folder / name).unlink()
    assert faults(folder) == {"files_are_there": 1}
    assert examples(folder, "files_are_there") == (f"{name} is missing",)


def test_a_truncated_file_is_found(folder):
    replace_file(folder / TRAIN, (folder / TRAIN).read_bytes()[:100])
    assert faults(folder) == {"files_are_there": 1}
    assert "has 100 bytes" in examples(folder, "files_are_there")[0]


@pytest.mark.parametrize(
    "name", ["data/train/part-00002.parquet", "data/train/.hidden", "notes.txt", "data/new/a.parquet"]
)
def test_an_additional_file_is_found(folder, name):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes((folder / TRAIN).read_bytes())
    assert faults(folder) == {"no_other_files": 1}
    assert examples(folder, "no_other_files") == (name,)


@pytest.mark.parametrize(
    ("field", "rule"),
    [("clean_start", "offsets_in_range|kept_text_same|originals_match"), ("replacement", "replacements_match")],
)
def test_a_changed_edit_is_found_with_corrected_checksums(folder, field, rule):
    def change(rows):
        edit = rows[0]["edits"][0]
        edit[field] = edit[field] + (1 if field == "clean_start" else "s")

    folder = rewrite(folder, TRAIN, change)
    assert faults(folder) == {"edits_can_be_undone": 1}
    pair_id = pq.read_table(folder / TRAIN)["pair_id"][0].as_py()
    assert examples(folder, "edits_can_be_undone")[0].startswith(f"{pair_id} (")
    assert any(name in examples(folder, "edits_can_be_undone")[0] for name in rule.split("|"))


def test_a_corrected_checksum_without_a_new_fingerprint_is_found(folder):
    rows = pq.read_table(folder / TRAIN)
    (folder / TRAIN).unlink()
    pq.write_table(rows, folder / TRAIN, compression="none")

    def change(manifest):
        for entry in manifest["files"]:
            entry.update(bytes=(folder / entry["path"]).stat().st_size, sha256=sha256_file(folder / entry["path"]))
        manifest["bytes"] = sum(entry["bytes"] for entry in manifest["files"])

    edit_manifest(folder, change)
    assert faults(folder) == {"fingerprint_matches": 1}


def test_a_renamed_release_is_found(folder):
    renamed = folder.rename(folder.with_name("20200101T000000Z-000000000000"))
    assert faults(renamed) == {"fingerprint_matches": 1, "latest_exists": 2}


OF_ARTICLE = {"pair_ids_match": 1, "texts_match_groups": 1}


@pytest.mark.parametrize(
    ("column", "rule", "more"), [("group_id", "groups", {}), ("article_id", "articles", OF_ARTICLE)]
)
def test_values_in_two_splits_are_found(folder, column, rule, more):
    value = pq.read_table(folder / TRAIN)[column][0].as_py()
    folder = rewrite(folder, TEST, lambda rows: rows[0].update({column: value}))
    assert faults(folder) == {f"{rule}_are_in_one_split": 1, "splits_match_groups": 1} | more
    assert examples(folder, f"{rule}_are_in_one_split") == (value,)


@pytest.fixture(scope="module")
def published_with_unseen(tmp_path_factory):
    root = tmp_path_factory.mktemp("unseen")
    corpora = [make_corpus(make_config(root), splits=("train", "validation", "test", "test_unseen"))]
    return publish(root, corpora=corpora).folder


def test_a_swap_of_test_unseen_in_another_split_is_found_in_any_case(published_with_unseen, tmp_path):
    folder = copy_release(published_with_unseen, tmp_path)
    assert faults(folder) == {}
    assert {check.name: check.checked for check in verify_release(folder)}["unseen_swaps_are_new"] == 4
    (unseen,) = pq.read_table(folder / "data/unseen/part-00000.parquet")["edits"].to_pylist()

    def change(rows):
        clean, new = "FIRM bridges", unseen[0]["replacement"].title()
        edit = rows[0]["edits"][0] | {"original": "FIRM", "replacement": new, "clean_start": 0, "clean_end": 4}
        edit |= {"spun_start": 0, "spun_end": len(new)}
        rows[0].update(clean=clean, spun=f"{new} bridges", edits=[edit], n_swaps=1)

    folder = rewrite(folder, TRAIN, change)
    assert unseen[0]["original"] == "firm"
    assert faults(folder) == {"unseen_swaps_are_new": 1} | OF_ARTICLE
    (example,) = examples(folder, "unseen_swaps_are_new")
    assert example.endswith(" in train")


def test_a_repeated_pair_id_is_found(folder):
    value = pq.read_table(folder / TRAIN)["pair_id"][0].as_py()
    folder = rewrite(folder, TEST, lambda rows: rows[0].update(pair_id=value))
    assert faults(folder) == {"pair_ids_are_unique": 1, "pair_ids_match": 1}
    assert value in examples(folder, "pair_ids_are_unique")[0]


@pytest.mark.parametrize("wrong", ["", "x" * 32, "0" * 31])
def test_an_invalid_pair_id_is_found(folder, wrong):
    folder = rewrite(folder, TEST, lambda rows: rows[0].update(pair_id=wrong))
    assert faults(folder) == {"pair_ids_are_unique": 1, "pair_ids_match": 1}


def test_a_pair_without_edits_is_found(folder):
    def change(rows):
        rows[0].update(spun=rows[0]["clean"], edits=[], n_swaps=0)

    assert faults(rewrite(folder, TRAIN, change)) == {"swaps_are_counted": 1, "pair_ids_match": 1}


def test_a_missing_row_is_found(folder):
    folder = rewrite(folder, TRAIN, lambda rows: rows.pop())
    assert faults(folder) == {"rows_are_counted": 1}
    assert examples(folder, "rows_are_counted") == (f"{TRAIN} has 1 rows, not 2",)


@pytest.mark.parametrize("key", ["rows", "splits"])
def test_wrong_counts_in_the_manifest_are_found(folder, key):
    def change(manifest):
        if key == "rows":
            manifest["rows"] += 1
        else:
            manifest["splits"]["extra"] = 3

    edit_manifest(folder, change)
    assert faults(folder) == {"rows_are_counted": 1}


@pytest.mark.parametrize(
    "schema",
    [
        PAIRS.set(7, PAIRS.field("edits").with_nullable(nullable=True)),
        PAIRS.set(3, pa.field("variant", pa.int32(), nullable=False)),
        pa.schema([*PAIRS][::-1]),
        pa.schema([*PAIRS, pa.field("extra", pa.string())]),
        pa.schema([*PAIRS][:-1]),
    ],
)
def test_another_schema_is_found(folder, schema):
    assert faults(rewrite(folder, TRAIN, lambda _: None, schema)) == {"schema_is_ours": 1}


def test_a_file_that_is_not_parquet_is_found(folder):
    replace_file(folder / TRAIN, b"PAR1 not at all PAR1")
    assert faults(mend(folder)) == {"schema_is_ours": 1}


def test_an_empty_row_group_is_found(folder):
    rows = pq.read_table(folder / TRAIN)
    (folder / TRAIN).unlink()
    with pq.ParquetWriter(folder / TRAIN, PAIRS) as writer:
        writer.write_table(rows.slice(0, 0))
        writer.write_table(rows)
    assert faults(mend(folder)) == {"row_groups_have_rows": 1}


def test_a_link_that_leads_out_of_the_release_is_not_followed(folder):
    (folder.parent / "secret").write_bytes(b"x")
    (folder / "quality" / "link").symlink_to(folder.parent / "secret")
    entry = {"path": "quality/link", "bytes": 1, "sha256": "0" * 64}
    edit_manifest(folder, lambda manifest: manifest["files"].append(entry))
    assert faults(folder) == {"files_are_there": 1, "manifest_agrees": 1}


def test_a_folder_that_is_not_a_release_is_an_error(tmp_path):
    with pytest.raises(StorageError, match=r"expected a release in .* no manifest\.json"):
        verify_release(tmp_path)


def test_a_check_reports_expected_and_found_values(folder):
    text = str(next(check for check in verify_release(folder) if check.name == "checksums_match"))
    assert text == "every file has the SHA-256 of the manifest (12 checked)"
    (folder / TRAIN).unlink()
    text = str(verify_release(folder)[1])
    assert text == (
        f"expected that every file of the manifest exists and has its size, but 1 of 12 differ: {TRAIN} is missing"
    )


def test_all_faults_are_counted_and_a_few_named(folder):
    rows = pq.read_table(folder / TRAIN)
    many = pa.concat_tables([rows] * 10)
    wrong = many.set_column(9, PAIRS.field("n_swaps"), pc.add(many["n_swaps"], pa.scalar(1, pa.int32())))
    (folder / TRAIN).unlink()
    pq.write_table(wrong.cast(PAIRS), folder / TRAIN)
    check = next(check for check in verify_release(mend(folder)) if check.name == "swaps_are_counted")
    assert (check.faults, len(check.examples)) == (20, 5)
    assert "and 15 more" in str(check)

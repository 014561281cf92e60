"""Write results of audits to the places where the pages read them."""

from report.results import make_results

from pipelines.storage.json_files import write_json


def put_results(folder, word="plain", **changes):
    """Write a complete results.json to a release made for one test."""
    path = folder / "quality" / "results.json"
    path.unlink(missing_ok=True)  # it is a hard link to the audit's file
    write_json(path, make_results(word, **changes))


def put_audit(dataset, key="f" * 32, verdict="failed", stage="audit_corpus", **changes):
    """Write the folder of an audit, or of another stage on quality, with its results and a report."""
    folder = dataset / "work" / stage / key
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "results.json", make_results(verdict=verdict, **changes))
    (folder / "report.html").write_text("<html>stopped</html>")
    return folder

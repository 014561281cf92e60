"""Code that loads a release, or always the latest of its dataset, to paste: datasets, pandas, polars, DuckDB."""

import shlex

from pipelines.release.find import Release
from pipelines.release.load_lines import load_line, quoted, split_folders, split_patterns
from pipelines.storage.addresses import is_remote


def loads(release: Release) -> dict[str, str]:
    """Return reader -> lines that load this release, with its path on the server."""
    path = shlex.quote(release.path)
    split, files = next(iter(split_patterns(release).items()), ("train", ""))
    streaming = _on_lines(load_line(release, options=", streaming=True"))
    return {
        "datasets": _on_lines(load_line(release)),
        "datasets, streaming": f"{streaming}\nfor row in pairs[{quoted(split)}]:\n    ...",
        "pandas": _pandas(release, split, files),
        "polars": f"import polars as pl\n\npairs = pl.scan_parquet({quoted(files)})",
        "DuckDB": f"import duckdb\n\npairs = duckdb.read_parquet({quoted(files)})",
        "a look at it, in a shell": f"spindle show {path} --pairs 3\nspindle verify {path}",
    }


def latest_loads(release: Release) -> dict[str, str]:
    """Return reader -> lines that load the release that LATEST names when they run."""
    folder = quoted(release.path.rsplit("/", 1)[0])
    below = next(iter(split_folders(release).values()), f"{release.path}/data/train")[len(release.path) :]
    pattern = f'f"{{release.path}}{below}/*.parquet"'
    found = f"import spindle\n\nrelease = spindle.find_release({folder})"
    return {
        "spindle": f"import spindle\n\npairs = spindle.load_release({folder})",
        "polars": f"import polars as pl\n{found}\npairs = pl.scan_parquet({pattern})",
        "DuckDB": f"import duckdb\n{found}\npairs = duckdb.read_parquet({pattern})",
    }


def _pandas(release: Release, split: str, pattern: str) -> str:
    if is_remote(release.path):
        return f"import spindle\n\npairs = spindle.load_release({quoted(release.path)})[{quoted(split)}].to_pandas()"
    tables = f"map(pd.read_parquet, sorted(glob({quoted(pattern)})))"
    return f"from glob import glob\n\nimport pandas as pd\n\npairs = pd.concat({tables})"


def _on_lines(code: str) -> str:
    """The imports of a load line on lines of their own, and the assignment after a blank line."""
    imports, assignment = code.split("; pairs = ", 1)
    return "\n".join(imports.split("; ")) + f"\n\npairs = {assignment}"

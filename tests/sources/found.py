"""News files written in tests, and the names of those that an address gives."""

from pipelines.sources.find import find_input_files


def names(uri):
    return [file.name for file in find_input_files(str(uri))]


def write(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('{"text": "Rain"}\n')
    return path

"""`spindle config`: the configuration shown, its schema, and a file to start from."""

from pathlib import Path

from pipelines.cli import terminal
from pipelines.config.describe import resolve_config, starter_text
from pipelines.config.run import RunConfig
from pipelines.errors import ConfigError
from pipelines.storage.files import write_text


def run(
    action: str, *, name: str | None = None, settings: list[str] | None = None, path: str = "", force: bool = False
) -> None:
    """Do what `spindle config ACTION` asks for: show, schema or init."""
    if action == "show":
        terminal.write(resolve_config(name, settings or []))
    elif action == "schema":
        terminal.write_json(RunConfig.model_json_schema(), indent=2)
    elif path == "-":
        terminal.write(starter_text())
    else:
        _begin(Path(path), force=force)


def _begin(path: Path, *, force: bool) -> None:
    if path.suffix not in (".yaml", ".yml"):
        raise ConfigError(f"expected a path that ends in .yaml, got {path}: --config takes no other file")
    if path.exists() and not force:
        raise ConfigError(f"expected nothing at {path}, but there is a file: take another name, or --force")
    write_text(path, starter_text())
    terminal.stdout().print(f"wrote {path}: change what differs, then `spindle build --config {path}`", soft_wrap=True)

"""A share of a core for each worker, as a machine of its own has: groups of processes with a bound of time (cgroups).

Without it two workers share the cores of one machine with the database, the broker, the store and Airflow, and what
they gain is a figure of that machine.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cluster.processes import ClusterError

CGROUPS = Path("/sys/fs/cgroup")
PERIOD = 100_000  # microseconds, the kernel's own period


class Shares:
    """Groups of this script, below the root of the kernel's groups."""

    def __init__(self, cores: float | None, root: Path = CGROUPS):
        self.cores, self.root, self.groups = cores, root, {}

    def give(self, name: str, pid: int) -> None:
        """Bound a process and all that it will start; raise ClusterError if the kernel lets nobody do so."""
        if self.cores is None:
            return
        try:
            group = self.groups[name] = self._make(name)
            (group / "cgroup.procs").write_text(str(pid))
        except OSError as error:
            raise ClusterError(
                f"expected to bound a worker's cores in {self.root}, got {error}: run as root where cgroups can be "
                "written, or without --cores-per-worker"
            ) from error

    @contextmanager
    def removed_at_end(self) -> Iterator[None]:
        """Remove the groups at the end; their processes must have ended by then."""
        try:
            yield
        finally:
            for group in self.groups.values():
                if group.is_dir():
                    group.rmdir()

    def _make(self, name: str) -> Path:
        quota, own = round(PERIOD * self.cores), f"spindle-cluster-{os.getpid()}-{name}"
        if (self.root / "cgroup.controllers").is_file():  # version 2
            (self.root / "cgroup.subtree_control").write_text("+cpu")
            group = self.root / own
            group.mkdir()
            (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        else:
            group = self.root / "cpu" / own
            group.mkdir()
            (group / "cpu.cfs_period_us").write_text(str(PERIOD))
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        return group

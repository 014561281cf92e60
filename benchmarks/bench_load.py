"""Measure the loading time of each profile: `load_spinner` alone, in new processes, quickest and median of five."""

import subprocess
import sys

from results import record

from pipelines.config.files import config_names
from pipelines.spinners.profile import load_profile

RUNS = 5
CODE = """
import sys, time
from pipelines.spinners.spinner import load_spinner
began = time.perf_counter()
load_spinner(sys.argv[1])
print(time.perf_counter() - began)
"""


def load_seconds(profile: str) -> list[float]:
    """Return the seconds of each run, quickest first."""
    command = [sys.executable, "-c", CODE, profile]
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(RUNS)]  # noqa: S603 - our own code
    return sorted(float(run.stdout) for run in runs)


def main() -> None:
    names = config_names("profiles")
    rows = []
    for name in names:
        if load_profile(name).engine == "spindle":
            seconds = load_seconds(name)
            rows.append((name, f"{seconds[0]:.3f} s", f"{seconds[RUNS // 2]:.3f} s"))
    record(
        "Loading a profile",
        rows,
        columns=("profile", "quickest", "median"),
        command="python benchmarks/bench_load.py",
        data=f"configs/lexicons/, {RUNS} runs each",
    )


if __name__ == "__main__":
    main()

"""Play schedules from seeds, and print violations; or replay one, and print its requests.

python tests/simulator/run.py --schedules 1000000 --seed 0 --workers 2
python tests/simulator/run.py --replay 17171
"""

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from simulator.patches import simulated  # noqa: E402
from simulator.play import play  # noqa: E402

# Schedules that a worker plays at a time.
CHUNK = 2_000


def play_all(seeds):
    """Return the number of requests of schedules, and seed -> violations of those that have any."""
    requests, violations = 0, {}
    with simulated():
        for seed in seeds:
            world = play(seed)
            requests += world.requests
            if world.violations:
                violations[seed] = world.violations
    return requests, violations


def play_many(n_schedules, seed, workers):
    """Play schedules in processes; print violations and counts, and return the exit code."""
    began = time.monotonic()
    end = seed + n_schedules
    chunks = [range(first, min(first + CHUNK, end)) for first in range(seed, end, CHUNK)]
    n_requests = n_violated = 0
    with ProcessPoolExecutor(workers) as pool:
        for requests, violations in pool.map(play_all, chunks):
            n_requests += requests
            n_violated += len(violations)
            for violated, found in violations.items():
                print(f"seed {violated}: {found[0]}")
    print(
        f"{n_schedules:,} schedules from seed {seed}, {n_requests:,} requests, {n_violated:,} with violations, "
        f"{time.monotonic() - began:.0f} s"
    )
    return 1 if n_violated else 0


def replay(seed):
    """Print the requests of a schedule; return the exit code."""
    with simulated():
        world = play(seed, tracing=True)
    print(*world.trace, sep="\n")
    print(f"seed {seed}: {world.requests} requests, {len(world.violations)} violations")
    return 1 if world.violations else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schedules", type=int, default=10_000, help="number of schedules")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first one; each has the next seed")
    parser.add_argument("--workers", type=int, default=2, help="number of processes")
    parser.add_argument("--replay", type=int, metavar="SEED", help="print the requests of one schedule")
    asked = parser.parse_args()
    if asked.replay is not None:
        return replay(asked.replay)
    return play_many(asked.schedules, asked.seed, asked.workers)


if __name__ == "__main__":
    sys.exit(main())

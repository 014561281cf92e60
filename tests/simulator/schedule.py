"""A schedule: the order in which actors send their requests, and the faults they meet, drawn from one seed.

Each actor is a greenlet. It gives way before each request, and the schedule draws who goes on. Time is simulated.
"""

import heapq
from dataclasses import dataclass
from random import Random
from typing import Any

from greenlet import getcurrent, greenlet

# 2026-11-24T08:30:00Z
START = 1_795_509_000.0
DAY = 24 * 3600.0
# Time of a request, in seconds.
LATENCIES = (0.0, 0.0, 0.01, 0.1, 0.5, 1.0, 5.0, 30.0)
SHARES_OF_FAULTS = (0.0, 0.0, 0.02, 0.1, 0.3)
# Probability that the actor that just went on goes on again.
STICKINESS = (0.0, 0.5, 0.9)
# Seconds by which the clock of an actor is wrong.
SKEWS = (0.0, 0.0, 0.0, -1.0, 1.0, 3600.0, -3600.0, 3 * DAY, -3 * DAY, 400 * DAY)
# Requests of others for which an actor stalls, as a process on a busy machine does.
STALLS = (10, 30, 60, 100)
MAX_REQUESTS, MAX_STARTS = 3_000, 3
# Values of Actor.doom.
ALIVE, DEAD = -1, -2


class CrashedError(BaseException):
    """The process of an actor was killed."""


class EndlessError(BaseException):
    """The actors do not come to an end."""


@dataclass(eq=False)
class Actor:
    """A process that works on the store.

    run     what it does; called with the world and the actor
    kind    name of what it does, for invariants and traces
    skew    seconds by which its clock is wrong
    doom    number of requests after which it crashes
    stall   number of requests after which it stalls
    starts  number of times that it was started
    """

    name: str
    kind: str
    run: Any
    skew: float = 0.0
    doom: int = ALIVE
    stall: int = -1
    starts: int = 0
    greenlet: Any = None


class World:
    """The actors, the clock and the chance of one schedule."""

    def __init__(self, seed, *, tracing=False):
        self.seed = seed
        self._chance = Random(seed)
        self.random = self._chance.random
        self.now = START
        self.trace = [] if tracing else None
        self.violations = []
        # True once an actor has crashed, or met an error.
        self.is_troubled = False
        self.requests = 0
        self._nobody = Actor("nobody", "nobody", None)
        self.current = self._nobody
        self.share_of_faults = self.draw(SHARES_OF_FAULTS)
        self._stickiness = self.draw(STICKINESS)
        self._stalling = self.random() < 0.5
        self._crashing = self.random() < 0.4
        self._running = []
        self._stalled = []
        self._late = []

    def draw(self, values):
        """Return one of the values."""
        return values[int(self.random() * len(values))]

    def hex(self):
        """Return 32 hex digits, for names that are unique."""
        return f"{self._chance.getrandbits(128):032x}"

    def time(self):
        """The time on the clock of the actor at work."""
        return self.now + self.current.skew

    def watch(self, key, before, after):
        """Check the invariants at the change of an object."""
        self.invariants.watch(key, before, after)

    def play(self, actors):
        """Let actors work until all have ended and all that is applied late has been."""
        self._hub = getcurrent()
        for actor in actors:
            self._start(actor)
        while self._running or self._stalled:
            if not self._running:
                self._wake()
            self.current = self.draw(self._running)
            self.current.greenlet.switch()
            self._running = [each for each in self._running if not each.greenlet.dead]
        self.current = self._nobody
        while self._late:
            self._land()

    def _start(self, actor):
        actor.starts += 1
        actor.skew = self.draw(SKEWS)
        actor.doom = int(self.random() * 40) if self._crashing and self.random() < 0.6 else ALIVE
        actor.stall = 1 + int(self.random() * 40) if self._stalling else -1
        actor.greenlet = greenlet(lambda: self._live(actor), self._hub)
        if actor not in self._running:
            self._running.append(actor)

    def _live(self, actor):
        try:
            actor.run(self, actor)
        except CrashedError:
            if actor.starts < MAX_STARTS and self.random() < 0.8:
                self._start(actor)

    def give_way(self, what, key, leave=None):
        """Let time pass, and other actors go on; return when it is the turn of this one again, or let it crash.

        leave  what an actor that crashes leaves behind
        """
        me = self.current
        if me is self._nobody:
            return
        if me.doom == DEAD:
            raise CrashedError
        self.requests += 1
        if self.requests > MAX_REQUESTS:
            raise EndlessError(f"expected the actors to end, but they made {self.requests:,} requests")
        self.now += LATENCIES[int(self.random() * len(LATENCIES))]
        while self._late and self._late[0][0] <= self.now:
            self._land()
        if self._stalled and self._stalled[0][0] <= self.requests:
            self._wake()
        self._switch(me)
        if self.trace is not None:
            self.trace.append(f"{self.now - START:10.2f}  {me.name:12} {what:6} {key}")
        if me.doom > 0:
            me.doom -= 1
        elif me.doom == 0:
            if leave:
                leave()
            me.doom = DEAD
            self.is_troubled = True
            self.note("crashed")
            raise CrashedError

    def _wake(self):
        self._running.append(heapq.heappop(self._stalled)[2])

    def _switch(self, me):
        """Let another actor go on, if the schedule draws one; an actor that stalls is not drawn for a while."""
        running = self._running
        me.stall -= 1
        if me.stall == 0 and len(running) > 1:
            running.remove(me)
            heapq.heappush(self._stalled, (self.requests + self.draw(STALLS), self.random(), me))
            self._hub.switch()
        elif len(running) > 1 and self.random() >= self._stickiness:
            chosen = running[int(self.random() * len(running))]
            if chosen is not me and not chosen.greenlet.dead:
                self.current = chosen
                chosen.greenlet.switch()

    def is_faulty(self):
        """Return True if a request meets a fault."""
        return self.share_of_faults > 0 and self.current is not self._nobody and self.random() < self.share_of_faults

    def note(self, text):
        if self.trace is not None:
            self.trace.append(f"{'':10}  {self.current.name:12} {text}")

    def violate(self, what):
        """Record that an invariant does not hold."""
        self.violations.append(what)
        self.note(f"VIOLATION {what}")

    def apply_later(self, seconds, apply):
        heapq.heappush(self._late, (self.now + seconds, self.random(), self.current, apply))

    def _land(self):
        due, _, actor, apply = heapq.heappop(self._late)
        me, self.current = self.current, actor
        self.now = max(self.now, due)
        self.note("an earlier request is applied")
        apply()
        self.current = me

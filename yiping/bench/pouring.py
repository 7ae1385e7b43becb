"""A load in a thread of its own, beside what the measurement does meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from model.broker import Broker
from sims.load import Plan, Poured, pour
from sims.load_tape import Tape
from yiping.bench.stage import BenchError


class Pouring(threading.Thread):
    """A load under way, ``so_far`` of it done.

    Processes are started from the main thread only, so the load has to be the other.
    """

    def __init__(self, broker: Broker, tape: Tape, plan: Plan) -> None:
        super().__init__(name="load", daemon=True)
        self.so_far = Poured()
        self.allowed: int | None = None
        self.stop = threading.Event()
        self._broker, self._tape, self._plan = broker, tape, plan
        self._result: Poured | None = None
        self._problem: BaseException | None = None

    def run(self) -> None:
        """Pours until the end of the plan, or until ``stop``."""
        try:
            allowed = None if self.allowed is None else self._count_allowed
            self._result = pour(
                self._broker, self._tape, self._plan, report=self._note, stop=self.stop, allowed=allowed
            )
        except BaseException as problem:  # noqa: BLE001  told by result, in the main thread
            self._problem = problem

    def result(self) -> Poured:
        """What came of it. Raises what ended it."""
        if self._problem is not None:
            raise self._problem
        if self._result is None:
            raise BenchError("the load has not ended")
        return self._result

    def _count_allowed(self) -> int:
        return self.allowed or 0

    def _note(self, so_far: Poured) -> None:
        self.so_far = so_far


@contextmanager
def pouring(broker: Broker, tape: Tape, plan: Plan, *, allowed: int | None = None) -> Iterator[Pouring]:
    """A load that begins now, and is stopped at the end of the block where it is not done by then.

    With ``allowed`` it sends no more messages than that, until its attribute of this name is raised.
    """
    load = Pouring(broker, tape, plan)
    load.allowed = allowed
    load.start()
    try:
        yield load
    finally:
        load.stop.set()
        load.join()

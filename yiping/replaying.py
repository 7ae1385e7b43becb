"""Dead letters tried again: through the same reading and storing as when they came, at their own time."""

from dataclasses import dataclass, replace

from ingest.batch import Stored, store_batch
from ingest.message import Message
from ingest.rows import Normalised
from ingest.worker import Worker
from store.letter_replay import (
    Letter,
    OneTransaction,
    brought_already,
    of_one_message,
    remove,
    uncount_message,
)
from store.pool import Connection

NOTHING = Stored()


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What became of one message: its dead letters, those of them that are solved, and what they became.

    A letter of ``stored.dead_letter`` is new: the message is refused for another reason than before.
    """

    letters: tuple[Letter, ...] = ()
    solved: tuple[Letter, ...] = ()
    stored: Stored = NOTHING


def replay(conn: Connection, num: int, worker: Worker) -> Replayed:
    """Tries the message of a dead letter again, and the letters beside it that the same message left.

    What is accepted now is stored with the time of its first arrival, and the ledger of that hour follows. A
    letter that is refused for the same reason stays as it is; for another one, it lies there under a new
    number. One transaction, the caller's. Nothing, when the letter is gone.
    """
    if not (letters := of_one_message(conn, num)):
        return Replayed()
    batch = _batch(worker, letters[0])
    again = {(refusal.reason.value, refusal.detail) for refusal in batch.refusals}
    old = {(letter.reason, letter.detail) for letter in letters}
    solved = [letter for letter in letters if (letter.reason, letter.detail) not in again]
    if not solved:
        return Replayed(letters=tuple(letters))
    new = [one for one in batch.refusals if (one.reason.value, one.detail) not in old]
    stored = _store(conn, worker, solved, replace(batch, refusals=new))
    return Replayed(letters=tuple(letters), solved=tuple(solved), stored=stored)


def _batch(worker: Worker, letter: Letter) -> Normalised:
    message = Message(topic=letter.topic, payload=letter.payload, received_at=letter.received_at)
    # What a codec would remember is old: newer messages have told what holds now.
    return replace(worker.normalised([message]), remembered=(), told=())


def _store(conn: Connection, worker: Worker, solved: list[Letter], batch: Normalised) -> Stored:
    received_at, sensor_num = solved[0].received_at, int(batch.sensor_nums[0])
    known = brought_already(conn, batch.readings, received_at=received_at)
    remove(conn, solved)
    stored = store_batch(OneTransaction(conn), batch, worker.terms)
    if stored.dead_letter > len(batch.refusals):
        known = []  # the store refused the message as a whole, and none of its readings was counted again
    # The message was counted when it came, and so were those of its readings that were accepted then.
    uncount_message(conn, received_at=received_at, sensor_num=sensor_num, known=known)
    return replace(stored, duplicate=stored.duplicate - len(known))

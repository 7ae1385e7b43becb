"""Whether ingest's session with the broker can lose readings, and whether that was asked for in words."""

from model.errors import YipingError

ACCEPT_LOSS = "readings may be lost"


class SessionError(YipingError):
    """A session in which readings can be lost without anybody having asked for that."""


def loss_of(*, qos: int, session_expiry_s: int) -> str | None:
    """How readings would be lost with these settings; None when they would not."""
    if qos == 0:
        return "YIPING_MQTT_QOS = 0: the broker forgets a message before it is committed"
    if session_expiry_s == 0:
        return "YIPING_MQTT_SESSION_EXPIRY_S = 0: the broker keeps nothing while ingest is away"
    return None


def refuse_lossy(*, qos: int, session_expiry_s: int, accept_loss: str | None) -> str | None:
    """Raise SessionError where readings can be lost, unless `accept_loss` says so in words.

    Where it does, the loss is given back as a sentence for the log.
    """
    loss = loss_of(qos=qos, session_expiry_s=session_expiry_s)
    if loss and accept_loss != ACCEPT_LOSS:
        raise SessionError(f'setting {loss}; where that is wanted set YIPING_ACCEPT_LOSS = "{ACCEPT_LOSS}"')
    return loss

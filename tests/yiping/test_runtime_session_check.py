"""A session that can lose readings is refused, unless that was asked for in words."""

from collections.abc import Callable

import pytest

from yiping.checks import SettingsError
from yiping.runtime.session_check import ACCEPT_LOSS, SessionError, refuse_lossy
from yiping.settings import Settings


def test_a_lasting_session_at_qos_1_loses_nothing() -> None:
    assert refuse_lossy(qos=1, session_expiry_s=1, accept_loss=None) is None


@pytest.mark.parametrize(
    ("qos", "expiry_s", "setting"),
    [(0, 3600, "YIPING_MQTT_QOS = 0"), (1, 0, "YIPING_MQTT_SESSION_EXPIRY_S = 0"), (0, 0, "YIPING_MQTT_QOS")],
)
def test_a_loss_is_refused_and_named_unless_it_is_accepted_in_words(
    qos: int, expiry_s: int, setting: str
) -> None:
    for words in (None, "yes", ACCEPT_LOSS.upper()):
        with pytest.raises(SessionError, match=setting):
            refuse_lossy(qos=qos, session_expiry_s=expiry_s, accept_loss=words)
    told = refuse_lossy(qos=qos, session_expiry_s=expiry_s, accept_loss=ACCEPT_LOSS)
    assert setting in str(told)


def test_the_defaults_lose_nothing(home_settings: Callable[..., Settings]) -> None:
    settings = home_settings()
    expiry_s = settings.mqtt_session_expiry_s
    assert refuse_lossy(qos=settings.mqtt_qos, session_expiry_s=expiry_s, accept_loss=None) is None


def test_a_consent_in_other_words_stops_the_start(home_settings: Callable[..., Settings]) -> None:
    with pytest.raises(SettingsError, match=f'must be "{ACCEPT_LOSS}"'):
        home_settings(YIPING_ACCEPT_LOSS="true")

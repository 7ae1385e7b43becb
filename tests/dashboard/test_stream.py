"""The routes of the push, as a browser meets them."""

from flask.testing import FlaskClient

from dashboard.screen import Screen
from tests.dashboard.conftest import Enter


def opened(client: FlaskClient, **headers: str) -> list[str]:
    """The first two frames of a stream; the stream is closed again."""
    answer = client.get("/push", headers=headers)
    assert answer.mimetype == "text/event-stream"
    frames = [next(answer.response).decode() for _ in range(2)]  # type: ignore[call-overload, union-attr]
    answer.close()
    return frames


def test_a_stream_resumes_by_the_last_event_id(enter: Enter, screen: Screen) -> None:
    frames = opened(enter("officer"), **{"Last-Event-ID": str(screen.hub.mark)})
    assert "event: beat" in frames[1]


def test_a_stream_without_a_mark_asks_for_a_snapshot(enter: Enter) -> None:
    assert "event: snapshot" in opened(enter("officer"))[1]


def test_a_place_is_free_again_when_a_screen_leaves(enter: Enter, screen: Screen) -> None:
    officer = enter("officer")
    for _ in range(screen.viewers.limit + 2):
        opened(officer)
    assert screen.viewers.count == 0


def test_one_screen_too_many_is_told_to_wait(enter: Enter, screen: Screen) -> None:
    officer = enter("officer")
    held = [officer.get("/push") for _ in range(screen.viewers.limit)]
    answer = officer.get("/push")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    for one in held:
        one.close()


def test_the_snapshot_is_one_binary(enter: Enter, screen: Screen) -> None:
    answer = enter("staff").get("/snapshot")
    assert answer.mimetype == "application/octet-stream"
    assert answer.data[4:5] == b"{"

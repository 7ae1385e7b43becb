"""Notices as lines of a log and as files of the Common Alerting Protocol."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from model.definition import Definition
from model.errors import DefinitionError
from model.reading import Origin
from model.text import Text
from orders.channel import Channel, PermanentError, TryAgainError, channel_from
from orders.channels.cap import NAMESPACE
from tests.fixtures.notifications import AT, notification

CAP = f"{{{NAMESPACE}}}"


def cap(folder: Path) -> Channel:
    table = {"folder": str(folder), "sender": "yiping@huangpu.example", "zone": "Asia/Shanghai"}
    return channel_from("cap", Definition(table, file="channels/cap.toml"))


def text(file: Path, path: str) -> str | None:
    root = ET.fromstring(file.read_bytes())  # noqa: S314  our own file
    return root.findtext(CAP + path.replace("/", f"/{CAP}"))


def test_a_log_has_a_line_a_notice(tmp_path: Path) -> None:
    table = {"file": str(tmp_path / "notifications.jsonl")}
    log = channel_from("log", Definition(table, file="channels/log.toml"))
    for number in range(3):
        log.deliver(
            notification(key=f"k{number}", headline=Text(zh="第一行\n第二行", en="two\nlines")), now=AT
        )
    lines = (tmp_path / "notifications.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["key"] for line in lines] == ["k0", "k1", "k2"]


def test_a_log_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    log = channel_from("log", Definition({"file": str(tmp_path / "no" / "x")}, file="channels/log.toml"))
    with pytest.raises(TryAgainError, match="cannot be written: No such file"):
        log.deliver(notification(), now=AT)


def test_a_case_is_an_alert_then_updates_then_a_cancel_that_name_those_before(tmp_path: Path) -> None:
    later = AT + timedelta(minutes=5)
    first = notification(key="k1")
    second = notification(key="k2", at=later, earlier=[("k1", AT)])
    last = replace(second, key="k3", ends=True, earlier=[("k1", AT), ("k2", later)])
    for one in (first, second, last):
        cap(tmp_path).deliver(one, now=AT)
    files = [tmp_path / f"k{number}.xml" for number in (1, 2, 3)]
    assert [text(file, "msgType") for file in files] == ["Alert", "Update", "Cancel"]
    assert text(files[0], "references") is None
    named = "yiping@huangpu.example,{},2026-08-25T17:{}:00+08:00"
    assert text(files[2], "references") == f"{named.format('k1', '00')} {named.format('k2', '05')}"


def test_a_file_has_both_languages_and_the_place(tmp_path: Path) -> None:
    cap(tmp_path).deliver(notification(), now=AT)
    file = tmp_path / "WO-000017.dispatched.1.xml"
    root = ET.fromstring(file.read_bytes())  # noqa: S314  our own file
    assert [info.findtext(f"{CAP}language") for info in root.findall(f"{CAP}info")] == ["zh-CN", "en"]
    assert text(file, "info/headline") == "河南中路下立交积水"
    assert text(file, "info/severity") == "Severe"
    assert text(file, "info/area/circle") == "31.233400,121.487100 0.1"
    assert [child.tag.removeprefix(CAP) for child in root][:6] == [
        "identifier", "sender", "sent", "status", "msgType", "scope",
    ]  # fmt: skip
    assert not list(tmp_path.glob(".cap-*"))


def test_a_drill_says_so_where_every_receiver_looks(tmp_path: Path) -> None:
    cap(tmp_path).deliver(notification(origin=Origin.EXERCISE), now=AT)
    assert text(tmp_path / "WO-000017.dispatched.1.xml", "status") == "Exercise"


def test_told_twice_it_is_one_file(tmp_path: Path) -> None:
    for _ in range(2):
        cap(tmp_path).deliver(notification(), now=AT)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_key_that_leads_elsewhere_is_refused_for_good(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="cannot be the name of a file"):
        cap(tmp_path).deliver(notification(key="../elsewhere"), now=AT)


def test_a_folder_that_is_away_is_tried_again(tmp_path: Path) -> None:
    with pytest.raises(TryAgainError, match="cannot be written"):
        cap(tmp_path / "away").deliver(notification(), now=AT)


def test_a_sender_with_spaces_is_refused(tmp_path: Path) -> None:
    table = {"folder": str(tmp_path), "sender": "the district", "zone": "Asia/Shanghai"}
    with pytest.raises(DefinitionError, match="without spaces"):
        channel_from("cap", Definition(table, file="channels/cap.toml"))

"""The duty sheet on paper: what it says, in Chinese, whatever people and devices wrote."""

import io
import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from model.duty import Duty, Person
from model.errors import YipingError
from model.order import OrderState
from model.reading import Origin
from model.severity import Severity
from model.text import Text
from store.crews import put_crews, put_people
from store.duty import put_duties
from tests.fixtures.batches import NOW
from tests.fixtures.city import EAST, WEST
from tests.orders.desk import Desk
from tests.orders.desk import desk as desk
from tests.yiping.duty.crewed import crew
from yiping.sheets.duty_sheet import TEMPLATE, Setting, sheet_of
from yiping.sheets.fonts import FAMILIES, MEND, NoFontError, chinese_family
from yiping.sheets.typesetting import pdf, pictures, plain
from yiping.sheets.words import words_in

HOUR = timedelta(hours=1)
NASTY = [
    '#panic("x") #sys.version *bold* $x^2$ // gone',
    '"]; #import "/etc/passwd": * \\u{41} {page} <label> @ref',
    "\u202egnisrever\u202c \x1b[31m \U0001f600",
    "W" * 900,
]


def setting(language: str = "zh", **changed: Any) -> Setting:
    words = words_in(language)
    told = {"zone": ZoneInfo("Asia/Shanghai"), "day": date(2026, 8, 25), "now": NOW, "words": words}
    return Setting(district=Text(zh="黄浦区", en="Huangpu"), **{**told, **changed})


def pages(desk: Desk, area: str = "310101", **changed: Any) -> list[str]:
    """The text of each page, without the blanks that its setting makes."""
    made = pdf(TEMPLATE, sheet_of(desk.conn, area, setting(**changed)), now=NOW)
    assert made.startswith(b"%PDF")
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made)).pages]


def on_duty(desk: Desk) -> None:
    people = [Person(id="zhang", name="张建国", phone="13900001111"), Person(id="li", name="李娜")]
    put_people(desk.conn, people)
    put_crews(desk.conn, [crew("pumps", "drainage", "310101002"), crew("desk", "desk", "310101")])
    turns = [("pumps", "zhang", -1, 9), ("desk", "li", -9, -1), ("pumps", "li", 40, 48)]
    put_duties(
        desk.conn,
        [
            Duty(crew=one, person=person, begins=NOW + a * HOUR, ends=NOW + b * HOUR, set_by="li", set_at=NOW)
            for one, person, a, b in turns
        ],
        by="li",
        now=NOW,
    )


def test_a_sheet_tells_who_is_on_duty_and_what_is_open(desk: Desk) -> None:
    on_duty(desk)
    flooded = desk.open("wd-west", severity=Severity.ORANGE)
    told = desk.report(address="人民路 88 弄 12 号", words="门口积水，老人出不来", category="litter")
    (page,) = pages(desk)
    assert "值守任务单黄浦区2026-08-25星期二District区310101" in page
    assert "张建国1390000111116:00–08-2602:00" in page  # 09:00 UTC is 17:00 here
    assert page.count("李娜") == 1
    assert "desk班李娜电话未登记08:00–16:00" in page
    assert "未结工单2张" in page
    assert f"{flooded}橙II级" in page
    assert "测点wd-west积水内涝" in page
    assert f"{told.order.id}蓝IV级人民路88弄12号" in page
    assert "来电内容门口积水，老人出不来" in page
    assert page.count("下一步") == 2 + 1  # each order, and the head of the table
    assert re.search(r"到场时间.*处置时间.*情况记录.*转交.*签名", page)
    assert "巡查发现与交班事项" in page
    assert "本单所记内容须事后录入系统" in page
    assert "2026-08-2517:00打印" in page
    assert "第1页共1页" in page


def test_many_orders_take_many_pages_each_with_the_head_and_its_number(desk: Desk) -> None:
    ids = [desk.open("wd-west", rule_id=f"rule{number}") for number in range(20)]
    found = pages(desk)
    assert len(found) > 2
    for number, page in enumerate(found, start=1):
        assert f"第{number}页共{len(found)}页" in page
        assert "2026-08-25星期二·2026-08-2517:00打印" in page.replace("•", "·")
    assert [one for page in found for one in re.findall(r"WO-\d{6}", page)] == ids


def test_an_area_without_orders_gets_a_sheet_that_says_so(desk: Desk) -> None:
    desk.open("wd-east", area=EAST)
    (page,) = pages(desk, WEST)
    assert "未结工单0张" in page
    assert "本区域目前没有未结工单" in page
    assert "当日无人排班" in page
    assert "WO-" not in page


def test_a_drill_is_marked_and_a_replay_is_not_printed(desk: Desk) -> None:
    desk.open("wd-west")
    drill = desk.open("wd-east", area=EAST, origin=Origin.EXERCISE)
    replay = desk.open("crowd-west", origin=Origin.REPLAY)
    (page,) = pages(desk)
    assert "未结工单1张" in page
    assert re.search(rf"{drill}蓝IV级演练演练测点wd-east", page)
    assert page.count("演练演练") == 1
    assert "不是真实事件" in page
    assert replay not in page


def test_overdue_paused_and_parked_orders_say_so(desk: Desk) -> None:
    late, paused, parked = (desk.open("wd-west", rule_id=one) for one in ("a", "b", "c"))
    desk.do(paused, "pause", "li")
    desk.do(parked, "park", "li")
    content = sheet_of(desk.conn, WEST, setting(now=NOW + 9 * HOUR))
    told = {one["id"]: (one["overdue"], one["due"]) for one in content["orders"]}
    assert told[late] == (True, "08-25 21:00")  # 4 urgent hours after 17:00
    assert told[paused] == told[parked] == (False, "计时暂停")
    assert "其中超期 1 张" in content["count"]
    assert "已超期" in pages(desk, WEST, now=NOW + 9 * HOUR)[0]


def test_every_state_of_an_unclosed_order_has_its_next_step() -> None:
    words = words_in("zh")
    unclosed = set(OrderState) - {
        *(OrderState.CLOSED, OrderState.REJECTED, OrderState.CANCELLED, OrderState.MERGED)
    }
    assert set(words.under("next")) == set(unclosed)
    assert set(words.under("state")) == set(OrderState)


def test_a_case_without_sensor_and_address_is_told_by_the_nearest_sensor(desk: Desk) -> None:
    desk.report()
    (one,) = sheet_of(desk.conn, WEST, setting())["orders"]
    assert one["place"] == "近 测点wd-west，约 0 米"


@pytest.mark.parametrize("words", NASTY)
def test_nothing_that_people_write_becomes_markup(desk: Desk, words: str) -> None:
    desk.report(words=words, address=words)
    text = " ".join(pages(desk))
    (one,) = sheet_of(desk.conn, WEST, setting())["orders"]
    shown = [part for part in (one["what"], one["place"], *one["told"]) if part]
    assert shown
    for part in shown:
        # Letters that the font lacks, and the places where long runs may be cut, are not compared.
        wanted = "".join(letter for letter in part if letter.isascii() and not letter.isspace())
        assert wanted in "".join(letter for letter in text if letter.isascii() and not letter.isspace())


def test_letters_that_turn_others_around_are_not_printed() -> None:
    assert plain("a\u202eb\x00c\n\td\u200b") == "a b c d"


def test_a_sheet_in_english_has_no_chinese_but_names(desk: Desk) -> None:
    desk.open("wd-west")
    (page,) = pages(desk, language="en")
    assert "Dutysheet" in page
    assert "Page1of1" in page
    assert not re.search(r"[\u4e00-\u9fff]", page)


def test_an_area_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(YipingError, match="'999' is no area in force"):
        sheet_of(desk.conn, "999", setting())


def test_a_picture_has_one_page_for_each_of_the_sheet(desk: Desk) -> None:
    made = pictures(TEMPLATE, sheet_of(desk.conn, WEST, setting()))
    assert len(made) == 1
    assert made[0].startswith(b"\x89PNG")


def test_without_a_chinese_font_no_sheet_is_printed_and_the_package_is_named() -> None:
    with pytest.raises(NoFontError, match=MEND):
        chinese_family(["DejaVu Sans", "Libertinus Serif"])


def test_the_best_font_of_the_host_is_taken() -> None:
    assert chinese_family(["WenQuanYi Zen Hei", "noto sans cjk sc"]) == FAMILIES[0]
    assert chinese_family(["DejaVu Sans", "Droid Sans Fallback"]) == "Droid Sans Fallback"

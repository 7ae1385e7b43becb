"""The passports of rules in two languages: what stands behind each number, and who stands for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.revisions.record import Record, came_from
from alerts.revisions.text import AnyRule
from alerts.rule import Rule
from model.errors import YipingError
from model.passport import CERTAINTIES
from model.proposal import Revision
from model.text import Text
from store.backtests import Recorded

_CERTAIN_ZH = {"A": "公开来源已核对", "B": "来源薄弱或为二手资料", "C": "凭记忆或推断，需签字确认"}
_CAME_ZH = {
    "shipped": "随程序发布",
    "shipped, set aside": "随程序发布，未启用",
    "shipped no more": "程序不再发布",
    "approved": "经批准",
    "approved, withdrawn": "批准后撤回",
    "retired": "停止使用",
}
NEVER = Text(zh="尚未回测", en="not back-tested yet")
NOT_OF_READINGS = Text(zh="不听读数，无法回测", en="hears no readings, cannot be back-tested")
OLDER = Text(zh="（回测的是较早的版本）", en=" (of an earlier text of this rule)")
TITLE = Text(zh="规则护照", en="Rule passports")
Row = tuple[Text, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One passport: the rule's name, and its rows, each a name and what is told."""

    name: Text
    rows: list[Row]


def written(records: Iterable[Record], suffix: str, *, now: datetime, zone: ZoneInfo) -> str:
    """The passports as a document of the kind that a file's ``suffix`` says, times in ``zone``.

    Raises YipingError for a suffix other than .md and .html.
    """
    from yiping.rules.passport_forms import html, markdown

    forms = {".md": markdown, ".html": html}
    if suffix not in forms:
        raise YipingError(
            f"--out: a passport is written as {' or '.join(forms)}, not as {suffix or 'nothing'!r}"
        )
    pages = [Page(name=one.rule.name, rows=list(rows(one, zone))) for one in records]
    return forms[suffix](TITLE, pages, now)


def rows(record: Record, zone: ZoneInfo) -> Iterator[Row]:
    """Everything that a passport tells, in order."""
    rule, passport = record.rule, record.rule.passport
    yield Text(zh="规则", en="Rule"), both(f"`{rule.id}`")
    yield from _heard(rule)
    yield Text(zh="依据", en="Source"), passport.source
    yield Text(zh="日期", en="Date"), both(f"{passport.date}")
    yield Text(zh="确定程度", en="Certainty"), certainty(rule)
    yield Text(zh="批准人", en="Approver"), both(record.approver)
    yield Text(zh="版本", en="Revision"), _revision(record, zone)
    if record.set_aside is not None:
        yield Text(zh="程序自带文本", en="Shipped text"), _set_aside(record.set_aside, zone)
    yield Text(zh="最近回测", en="Last back-test"), backtest(rule, record.tried)
    yield Text(zh="文件摘要", en="Digest of the file"), both(rule.digest[:12])
    for one in record.history:
        yield Text(zh=f"第 {one.revision} 版", en=f"Revision {one.revision}"), history(one, zone)


def both(word: str) -> Text:
    """One word for both languages."""
    return Text(zh=word, en=word)


def certainty(rule: AnyRule) -> Text:
    """How sure a rule's numbers are."""
    letter = rule.passport.certainty
    return Text(zh=f"{letter}：{_CERTAIN_ZH[letter]}", en=f"{letter}: {CERTAINTIES[letter]}")


def history(one: Revision, zone: ZoneInfo) -> Text:
    """One revision: where it came from, from when on, by whom, and why."""
    word = came_from(one)
    began = "" if one.effective_at is None else f"{one.effective_at.astimezone(zone):%Y-%m-%d %H:%M}"
    zh, en = [_CAME_ZH[word]], [word]
    if began:
        zh, en = [*zh, f"自 {began}"], [*en, f"from {began}"]
    if one.approver:
        zh.append(f"{one.proposed_by} 提议，{one.approver} 批准：{one.why}")
        en.append(f"proposed by {one.proposed_by}, approved by {one.approver}: {one.why}")
    return Text(zh="，".join(zh), en=", ".join(en))


def backtest(rule: AnyRule, tried: Recorded | None) -> Text:
    """The last recorded back-test of a rule."""
    if tried is None:
        return NEVER if isinstance(rule, Rule) else NOT_OF_READINGS
    older = Text(zh="", en="") if tried.digest == rule.digest else OLDER
    # The span as days in UTC; a span ends before its last moment.
    span = f"{tried.since:%Y-%m-%d} – {tried.until - timedelta(microseconds=1):%Y-%m-%d}"
    zh = (
        f"{tried.ran_at:%Y-%m-%d}，{span}：读数 {tried.readings:,}，触发 {tried.firings}，工单 {tried.orders}"
    )
    en = (
        f"{tried.ran_at:%Y-%m-%d}, {span}: {tried.readings:,} readings, {tried.firings} firings, "
        f"{tried.orders} orders"
    )
    if tried.labelled is not None:
        precision, recall = _share(tried.precision), _share(tried.recall)
        zh += f"；标注事件 {tried.labelled}，精确率 {precision}，召回率 {recall}"
        en += f"; {tried.labelled} labelled events, precision {precision}, recall {recall}"
    return Text(zh=zh + older.zh, en=en + older.en)


def _heard(rule: AnyRule) -> Iterator[Row]:
    if isinstance(rule, Rule):
        label, unit = rule.metric.label, rule.metric.unit.name
        yield Text(zh="感知类别", en="Kind of sensor"), rule.kind.label
        yield Text(zh="指标", en="Metric"), Text(zh=f"{label.zh} ({unit})", en=f"{label.en} ({unit})")


def _revision(record: Record, zone: ZoneInfo) -> Text:
    if (one := record.revision) is None:
        return Text(zh="随程序发布，尚未入库", en="as shipped, in no database yet")
    told = history(one, zone)
    return Text(zh=f"第 {one.revision} 版，{told.zh}", en=f"{one.revision}, {told.en}")


def _set_aside(one: Revision, zone: ZoneInfo) -> Text:
    at = f"{one.recorded_at.astimezone(zone):%Y-%m-%d}"
    return Text(
        zh=f"{at} 起程序自带另一文本（第 {one.revision} 版），未启用：本地批准的文本继续有效",
        en=f"since {at} the program ships another text (revision {one.revision}), which is "
        "not in force: the one approved here stands",
    )


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"

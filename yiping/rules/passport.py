"""The passports of rules as one document in two languages: what stands behind each number."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from alerts.rule import CERTAINTIES, Rule
from model.text import Text
from store.backtests import Recorded
from yiping.rules.asking import AnyRule

_CERTAIN_ZH = {"A": "公开来源已核对", "B": "来源薄弱或为二手资料", "C": "凭记忆或推断，需签字确认"}
NEVER = Text(zh="尚未回测", en="not back-tested yet")
NOT_OF_READINGS = Text(zh="不听读数，无法回测", en="hears no readings, cannot be back-tested")
OLDER = Text(zh="（回测的是较早的版本）", en=" (of an earlier text of this rule)")


def document(rules: Iterable[AnyRule], tried: Mapping[str, Recorded], *, now: datetime) -> str:
    """The passports as Markdown, written at ``now``, with the last recorded back-test of each rule."""
    head = ["# 规则护照 Rule passports", "", f"{now:%Y-%m-%d %H:%M %Z}".strip(), ""]
    pages = [line for rule in rules for line in _page(rule, tried.get(rule.id))]
    return "\n".join([*head, *pages]).rstrip() + "\n"


def _page(rule: AnyRule, tried: Recorded | None) -> Iterator[str]:
    passport = rule.passport
    certain = Text(zh=_CERTAIN_ZH[passport.certainty], en=CERTAINTIES[passport.certainty])
    yield f"## {rule.name.zh} {rule.name.en}"
    yield ""
    yield "| | 中文 | English |"
    yield "|---|---|---|"
    yield _row(Text(zh="规则", en="Rule"), Text(zh=f"`{rule.id}`", en=f"`{rule.id}`"))
    if isinstance(rule, Rule):
        yield from _heard(rule)
    yield _row(Text(zh="依据", en="Source"), passport.source)
    yield _row(Text(zh="日期", en="Date"), Text(zh=f"{passport.date}", en=f"{passport.date}"))
    yield _row(
        Text(zh="确定程度", en="Certainty"),
        Text(zh=f"{passport.certainty}：{certain.zh}", en=f"{passport.certainty}: {certain.en}"),
    )
    yield _row(Text(zh="批准人", en="Approver"), Text(zh=passport.approver, en=passport.approver))
    yield _row(Text(zh="最近回测", en="Last back-test"), _told(rule, tried))
    yield _row(Text(zh="文件摘要", en="Digest of the file"), Text(zh=rule.digest[:12], en=rule.digest[:12]))
    yield ""


def _heard(rule: Rule) -> Iterator[str]:
    label, unit = rule.metric.label, rule.metric.unit.name
    yield _row(Text(zh="感知类别", en="Kind of sensor"), rule.kind.label)
    yield _row(Text(zh="指标", en="Metric"), Text(zh=f"{label.zh} ({unit})", en=f"{label.en} ({unit})"))


def _told(rule: AnyRule, tried: Recorded | None) -> Text:
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


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def _row(name: Text, told: Text) -> str:
    cells = [f"{name.zh} {name.en}", told.zh, told.en]
    return "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in cells) + " |"

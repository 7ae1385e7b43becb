"""``yiping report`` as a person runs it."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from model.errors import YipingError
from orders.measures import shipped_measures
from tests.fixtures.city import WEST
from tests.yiping.report.conftest import Run

AUGUST = ("--month", "2026-08")


def rows(path: str) -> list[dict[str, str]]:
    """A CSV file as Excel takes it, with the mark of UTF-8."""
    raw = Path(path).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def test_the_evaluation_is_a_table_with_the_whole_below(run: Run) -> None:
    told = run("evaluation", *AUGUST, "--by", "grid").splitlines()
    assert told[0] == ("the whole district: filed from 2026-08-01 00:00 until before 2026-09-01 00:00")
    table = [line.split() for line in told if line.endswith(("区", "合计 Total"))]
    # filed, closed, closing, on time, overdue, rework, reopen, returns, filing, accept, resolve, close
    assert table[0][:6] == ["2", "1", "50.0%", "50.0%", "1", "0.0%"]  # the new one is past due by now
    assert table[1][:6] == ["1", "0", "0.0%", "0.0%", "1", "0.0%"]
    assert table[2][:6] == ["3", "1", "33.3%", "33.3%", "2", "0.0%"]
    assert [line[-2:] for line in table] == [
        [WEST, "West区"],
        ["310101002001002", "East区"],
        ["合计", "Total"],
    ]
    assert "    0.0%  立案率 Filing rate" in told
    assert "  3h00  处置用时中位数 Median to resolve" in "\n".join(told)  # 1 h and 5 h


def test_formulas_are_told_where_they_are_asked_for(run: Run) -> None:
    told = run("evaluation", *AUGUST, "--by", "all", "--formula")
    for one in shipped_measures().values():
        assert f"= {one.formula.zh}\n" in told
        assert f"= {one.formula.en}\n" in told
    assert " = " not in run("evaluation", *AUGUST)


@pytest.mark.parametrize(("by", "keys"), [("crew", {"pumps", "-"}), ("plan", {"flood", "crowd", "waste"})])
def test_other_groups_are_crews_plans_and_sources(run: Run, by: str, keys: set[str]) -> None:
    told = [line.split() for line in run("evaluation", *AUGUST, "--by", by).splitlines()]
    assert keys == {line[12] for line in told if len(line) > 13 and line[0].isdigit()} - {"合计"}


def test_the_same_figures_go_to_a_file_with_their_formulas(run: Run) -> None:
    assert run("export", "a.xlsx", *AUGUST, "--by", "plan") == "4 rows of figures written to a.xlsx\n"
    book = load_workbook("a.xlsx")
    assert book.sheetnames == ["综合评价", "公式"]
    head, total, *_ = book["综合评价"].iter_rows(values_only=True)
    figures = dict(zip(head, total, strict=True))
    assert (figures["名称"], figures["立案数"], figures["结案率 (%)"]) == ("合计", 3, 33.33)
    assert figures["处置用时中位数 (min)"] == 180
    assert figures["重开率 (%)"] == 0
    formulas = [row[0] for row in book["公式"].iter_rows(min_row=2, values_only=True)]
    assert formulas == list(shipped_measures())
    run("export", "a.csv", *AUGUST, "--by", "plan")
    assert [row["立案数"] for row in rows("a.csv")] == ["3", "1", "2", "0"]


def test_every_order_goes_to_a_file_with_its_times_in_the_zone_of_the_district(run: Run) -> None:
    assert run("orders", "o.csv", *AUGUST) == "4 orders written to o.csv\n"
    closed, late, told, new = rows("o.csv")
    assert (closed["工单号"], closed["状态"], closed["班组"]) == ("WO-000001", "已结案", "pumps")
    assert (closed["立案时间"], closed["结案或终止时间"]) == ("2026-08-25 17:00:00", "2026-08-25 18:00:00")
    assert (late["超期处置"], late["超期未处置"], closed["超期处置"]) == ("是", "", "")
    assert (new["超期未处置"], new["处置时限"][:10]) == ("是", "2026-08-26")
    assert (told["来源"], told["状态"]) == ("12345 热线", "不予立案")


def test_what_people_wrote_is_no_formula_in_any_file(run: Run) -> None:
    run("orders", "o.csv", *AUGUST)
    run("orders", "o.xlsx", *AUGUST)
    assert [row["事项"] for row in rows("o.csv")][2].startswith("'=1+1")
    page = load_workbook("o.xlsx").active
    cells = [cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("=1+1")]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_duty_sheet_is_a_pdf(run: Run) -> None:
    assert run("sheet", WEST, "--date", "2026-08-25") == f"1 orders written to duty-{WEST}-2026-08-25.pdf\n"
    text = PdfReader(f"duty-{WEST}-2026-08-25.pdf").pages[0].extract_text()
    assert "WO-000003" in text
    assert "2026-08-25 星期二" in text


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (
            ["evaluation", "--by", "colour"],
            "'colour' is not one of all, area, crew, plan, kind, source, district",
        ),
        (["evaluation", "--month", "2026-13"], "is no month like 2026-11"),
        (["evaluation", "--month", "2026-08", "--from", "2026-08-01"], "not both"),
        (["evaluation", "--from", "2026-08-02", "--to", "2026-08-01"], "ends after it begins"),
        (["evaluation", "--area", "999"], "'999' is no area, nor ever was"),
        (["evaluation", "--area", "999", "--by", "crew"], "'999' is no area, nor ever was"),
        (["orders", "a.csv", "--area", "999"], "'999' is no area, nor ever was"),
        (["export", "a.pdf"], "is not one of .csv, .xlsx"),
        (["sheet", "999"], "'999' is no area in force"),
        (["sheet", WEST, "--language", "fr"], "'fr' is not one of zh, en"),
    ],
)
def test_a_mistake_is_named(run: Run, words: list[str], problem: str) -> None:
    with pytest.raises(YipingError, match=problem):
        run(*words)
    assert list(Path.cwd().iterdir()) == []


def test_a_file_that_is_there_is_kept_unless_told_otherwise(run: Run) -> None:
    for words in (["export", "a.csv"], ["orders", "o.csv"], ["sheet", WEST, "--out", "s.pdf"]):
        run(*words)
        with pytest.raises(YipingError, match="is there already"):
            run(*words)
        run(*words, "--replace")

"""Where nobody is on duty, against a look at every area by itself."""

from hypothesis import given
from hypothesis import strategies as st

from model.area import Area, Level
from model.text import Text
from yiping.duty.gaps import uncovered, way_to

NAME = Text(zh="区", en="area")


@st.composite
def cities(draw: st.DrawFn) -> list[Area]:
    """Areas, parents before children."""
    areas = [Area(code="0", parent=None, level=Level.DISTRICT, name=NAME)]
    for number in range(1, draw(st.integers(1, 12))):
        parent = draw(st.sampled_from([area for area in areas if area.level < Level.GRID]))
        level = Level(parent.level + 1)
        areas.append(Area(code=str(number), parent=parent.code, level=level, name=NAME))
    return areas


@given(st.data(), cities())
def test_an_area_is_in_a_gap_where_neither_it_nor_any_above_it_nor_any_below_is_served(
    drawn: st.DataObject, areas: list[Area]
) -> None:
    by_code = {area.code: area for area in areas}
    served = drawn.draw(st.sets(st.sampled_from([*by_code, "elsewhere"])))
    under = drawn.draw(st.none() | st.sampled_from(list(by_code)))
    found = uncovered(areas, served, under=under)

    def touched(code: str) -> bool:
        below = [one for one in by_code if code in way_to(one, by_code)]
        return bool(served & {*way_to(code, by_code), *below})

    wanted = [code for code in by_code if under is None or under in way_to(code, by_code)]
    inside = {code for code in wanted if set(way_to(code, by_code)) & set(found)}
    assert inside == {code for code in wanted if not touched(code)}
    # The largest: no gap lies in another.
    assert not any(one != other and one in way_to(other, by_code) for one in found for other in found)

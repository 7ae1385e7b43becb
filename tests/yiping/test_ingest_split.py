"""Streets shared out among workers: all of them, once, in balance."""

from hypothesis import given
from hypothesis import strategies as st

from yiping.ingest_split import joined, split

STREETS = st.dictionaries(
    st.from_regex(r"[0-9]{2}/[0-9]{3}", fullmatch=True), st.integers(min_value=1, max_value=5000), max_size=40
)
WORKERS = st.integers(min_value=1, max_value=9)


@given(STREETS, WORKERS)
def test_every_street_is_shared_out_exactly_once(streets: dict[str, int], workers: int) -> None:
    shares = split(streets, workers)
    assert len(shares) == workers
    assert sorted(name for share in shares for name in share) == sorted(streets)


@given(STREETS, WORKERS)
def test_nobody_is_idle_unless_there_are_fewer_streets_than_workers(
    streets: dict[str, int], workers: int
) -> None:
    assert sum(not share for share in split(streets, workers)) == max(0, workers - len(streets))


@given(STREETS, WORKERS)
def test_loads_differ_by_no_more_than_the_largest_street(streets: dict[str, int], workers: int) -> None:
    loads = [sum(streets[name] for name in share) for share in split(streets, workers)]
    assert max(loads) - min(loads) <= max(streets.values(), default=0)


@given(STREETS, WORKERS, st.randoms())
def test_the_same_registry_is_split_in_the_same_way(
    streets: dict[str, int], workers: int, random: st.DataObject
) -> None:
    names = list(streets)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert split({name: streets[name] for name in names}, workers) == split(streets, workers)


@given(STREETS, STREETS, WORKERS)
def test_new_streets_join_and_the_others_stay_where_they_are(
    old: dict[str, int], more: dict[str, int], workers: int
) -> None:
    before = split(old, workers)
    after = joined(before, {**more, **old})
    assert all(set(then) <= set(now) for then, now in zip(before, after, strict=True))
    assert sorted(name for share in after for name in share) == sorted({**more, **old})


def test_a_new_street_goes_to_the_worker_with_the_fewest_sensors() -> None:
    streets = {"31/001": 50, "31/002": 30}
    assert joined([("31/001",), ("31/002",)], {**streets, "31/003": 5}) == [("31/001",), ("31/002", "31/003")]


def test_small_streets_make_up_for_a_large_one() -> None:
    assert split({"31/001": 1, "31/002": 1, "31/003": 2}, 2) == [("31/003",), ("31/001", "31/002")]

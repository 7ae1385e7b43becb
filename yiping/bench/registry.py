"""How fast a hundred thousand sensors come from a file into the registry of the demo district."""

import csv
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from model.sensor import Sensor
from sims.district import build
from store.pool import connect
from yiping.bench import geo
from yiping.bench.geo import Timed
from yiping.bench.stage import servers_of_its_own
from yiping.city import load_demo
from yiping.installation import fill
from yiping.progress import Progress
from yiping.registry.importing import import_sensors
from yiping.registry.request import Request
from yiping.settings import Settings

HEAD = ("id", "kind", "name_zh", "name_en", "lon", "lat", "district", "street", "expected_every_s")


def bench(settings: Settings, progress: Progress) -> Iterator[Timed]:
    """Import synthetic sensors as CSV beside those of the demo district, and the same file once more."""
    count = geo.POSITIONS
    with servers_of_its_own(settings, progress) as (_, servers), TemporaryDirectory() as folder:
        fill(servers.database_url, progress, load_demo)
        file = Path(folder) / "sensors.csv"
        write(file, count)
        for what in ("import sensors, all new", "import them again, all unchanged"):
            began = time.perf_counter()
            with connect(servers.database_url, name="bench") as conn:
                import_sensors(conn, Request(file=file), progress)
            yield Timed(what=what, count=count, seconds=time.perf_counter() - began)


def write(file: Path, count: int) -> None:
    """A file of sensors like those of the demo district, scattered a little around them."""
    rng, known = np.random.default_rng(4), build().sensors
    shifts = rng.normal(0.0, 0.0005, (count, 2))
    with file.open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines)
        table.writerow(HEAD)
        for number, (east, north) in enumerate(shifts.tolist()):
            table.writerow(_row(number, known[number % len(known)], east, north))


def _row(number: int, like: Sensor, east_deg: float, north_deg: float) -> tuple[object, ...]:
    lon, lat = round(like.position.lon + east_deg, 6), round(like.position.lat + north_deg, 6)
    place = (like.district, like.street, like.expected_every_s)
    return (f"bench-{number}", like.kind, f"测点{number}", f"point {number}", lon, lat, *place)

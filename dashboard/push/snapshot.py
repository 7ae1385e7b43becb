"""All sensors in one binary answer: header length (u32), JSON header, then the arrays. Little-endian."""

import json
import struct
from collections.abc import Mapping

import numpy as np

from dashboard.push.city import City
from dashboard.push.picture import Picture

ALIGN = 8


def snapshot(city: City, picture: Picture, extra: Mapping[str, object]) -> bytes:
    """`nums` u32, `lon`, `lat` f64, `kind`, `state` u8, `rank` i32, each `n` long, behind the header."""
    header = {
        "epoch": city.epoch,
        "n": len(city.sensors),
        "kinds": [{"id": kind.id, "shape": kind.shape} for kind in city.kinds],
        "areas": picture.areas,
        "figures": picture.figures,
        **extra,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-(4 + len(text)) % ALIGN)
    arrays = (
        city.nums.astype("<u4"),
        city.lon.astype("<f8"),
        city.lat.astype("<f8"),
        city.kind.astype(np.uint8),
    )
    begin, end = struct.pack("<I", len(text)) + text, picture.states + city.rank.astype("<i4").tobytes()
    return b"".join((begin, *(array.tobytes() for array in arrays), end))

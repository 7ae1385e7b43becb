"""OGC SensorThings Observations: one as MQTT publishes it, a page of them, or data arrays.

The value lies in ``result``; inside of an object or a list each value is a field of its own. A field is named
by its Datastream: the name of an expanded one, else ``Datastreams(5)`` as its id, a link or the topic tell,
and ``result`` where nothing does. The unit is the symbol of an expanded ``unitOfMeasurement``, the device the
name of an expanded Thing. The time is ``phenomenonTime``, the end of an interval, else ``resultTime``. What
``parameters`` and ``resultQuality`` hold is left out. Other entities are the notice ``entity``, an empty page
is the notice ``empty``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from ingest.clock import us_of_text
from ingest.codec import NO_CONTEXT, Context, Decoded, Example, Field
from ingest.errors import Reason, RejectedError
from ingest.payload import flat, json_of, list_of, object_of, shown, text_of

_STREAMS = ("Datastream", "MultiDatastream")
_STREAM_ID = re.compile(r"(?:Multi)?Datastreams\([^()]+\)")
_SETS = re.compile(
    r"\b(Things|Locations|HistoricalLocations|Datastreams|MultiDatastreams|Sensors|ObservedProperties"
    r"|FeaturesOfInterest|Observations)\b"
)
_TIMES = ("phenomenonTime", "resultTime")
_OBSERVATIONS = Context(topic="v1.1/Datastreams(5)/Observations")
_AT_8 = 1_764_576_000_000_000

EXAMPLES: Sequence[Example] = (
    Example(
        b'{"@iot.id": 1, "phenomenonTime": "2025-12-01T08:00:00.000Z", "resultTime": null, "result": 1.25,'
        b' "Datastream@iot.navigationLink": "https://city.example/v1.1/Observations(1)/Datastream"}',
        Decoded(fields=[Field("Datastreams(5)", 1.25, _AT_8)]),
        _OBSERVATIONS,
    ),
    Example(
        b'{"phenomenonTime": "2025-12-01T07:55:00Z/2025-12-01T08:00:00Z", "result": 1.25,'
        b' "Datastream": {"@iot.id": 5, "name": "level", "unitOfMeasurement": {"symbol": "m"},'
        b' "Thing": {"name": "gully 7"}}}',
        Decoded(fields=[Field("level", 1.25, _AT_8, "m", "gully 7")]),
    ),
    Example(
        b'{"resultTime": "2025-12-01T16:00:00+08:00", "result": {"in": 3, "ok": true, "none": null},'
        b' "Datastream": {"@iot.id": "door"}}',
        Decoded(
            fields=[Field("Datastreams('door').in", 3.0, _AT_8), Field("Datastreams('door').ok", 1.0, _AT_8)]
        ),
    ),
    Example(
        b'{"phenomenonTime": "2025-12-01T08:00:00Z", "result": [21.5, 60], "MultiDatastream": {"name": "air",'
        b' "unitOfMeasurements": [{"symbol": "Cel"}, {"symbol": "%"}]}}',
        Decoded(fields=[Field("air.0", 21.5, _AT_8, "Cel"), Field("air.1", 60.0, _AT_8, "%")]),
    ),
    Example(
        b'{"@iot.nextLink": "https://city.example/v1.1/Datastreams(7)/Observations?$skip=2", "value":'
        b' [{"phenomenonTime": "2025-12-01T08:00:00Z", "result": 1},'
        b' {"phenomenonTime": "2025-12-01T08:00:01Z", "result": "closed"}]}',
        Decoded(
            fields=[Field("Datastreams(7)", 1.0, _AT_8), Field("Datastreams(7)", "closed", _AT_8 + 1_000_000)]
        ),
    ),
    Example(
        b'[{"Datastream": {"@iot.id": 7}, "components": ["phenomenonTime", "result"],'
        b' "dataArray@iot.count": 1, "dataArray": [["2025-12-01T08:00:00Z", 4]]}]',
        Decoded(fields=[Field("Datastreams(7)", 4.0, _AT_8)]),
    ),
    Example(b'{"result": 3}', Decoded(fields=[Field("result", 3.0)])),
    Example(b'{"phenomenonTime": "2025-12-01T08:00:00Z", "result": null}', Decoded(fields=[])),
    Example(
        b'{"@iot.id": 5, "name": "level", "unitOfMeasurement": {"symbol": "m"}}', Decoded(notice="entity")
    ),
    Example(b'{"properties": {}}', Decoded(notice="entity"), Context(topic="v1.1/Things(3)/properties")),
    Example(b'{"value": []}', Decoded(notice="empty")),
    Example(b"{", Reason.MALFORMED),
    Example(b"7", Reason.WRONG_TYPE),
    Example(b'{"value": 7}', Reason.WRONG_TYPE),
    Example(b'{"phenomenonTime": "2025-12-01T08:00:00Z"}', Reason.WRONG_TYPE),
    Example(b'{"result": 1, "Datastream": 5}', Reason.WRONG_TYPE),
    Example(b'{"result": 1, "Datastream": {"name": 5}}', Reason.WRONG_TYPE),
    Example(b'{"result": 1, "Datastream": {"unitOfMeasurement": {"symbol": 5}}}', Reason.WRONG_TYPE),
    Example(b'{"components": ["result"], "dataArray": [[1, 2]]}', Reason.WRONG_TYPE),
    Example(b'{"result": 1e999}', Reason.NOT_A_NUMBER),
    Example(b'{"result": 1, "phenomenonTime": "2025-12-01T08:00:00"}', Reason.BAD_TIME),
    Example(b'{"result": 1, "phenomenonTime": 1764576000}', Reason.BAD_TIME),
    Example(b'{"result": 1, "phenomenonTime": "2025-12-01T08:00:00Z/.."}', Reason.BAD_TIME),
)


def decode(payload: bytes, context: Context = NO_CONTEXT, /) -> Decoded:
    """All results of a message. Raises RejectedError when any Observation is wrong."""
    message = json_of(payload)
    found = list(_observations(message))
    told = [one for one in found if "result" in one or not _is_entity(one, context.topic)]
    if not told:
        return Decoded(notice="entity" if found else "empty")
    around = _stream_in(context.topic) or _stream_in(_link_in(message, "@iot.nextLink"))
    return Decoded(fields=[field for one in told for field in _fields(one, around)])


def _observations(message: Any) -> Iterator[dict[str, Any]]:
    """The Observations of a page, of data arrays, or the one that stands alone."""
    if isinstance(message, dict) and "value" in message and "result" not in message:
        message = list_of(message["value"], "value")
    for one in message if isinstance(message, list) else [message]:
        part = object_of(one, "an Observation")
        yield from _rows(part) if "dataArray" in part else [part]


def _rows(array: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    names = [text_of(name, "components") for name in list_of(array.get("components"), "components")]
    for number, row in enumerate(list_of(array["dataArray"], "dataArray")):
        if len(values := list_of(row, f"dataArray.{number}")) != len(names):
            raise RejectedError(
                Reason.WRONG_TYPE, f"dataArray.{number} has {len(values)} values for {len(names)} components"
            )
        yield {**array, **dict(zip(names, values, strict=True))}


def _is_entity(one: Mapping[str, Any], topic: str) -> bool:
    sets = _SETS.findall(topic)
    return "name" in one or "time" in one or (bool(sets) and sets[-1] != "Observations")


def _fields(one: Mapping[str, Any], around: str | None) -> Iterator[Field]:
    if "result" not in one:
        raise RejectedError(Reason.WRONG_TYPE, "an Observation without result, or no Observation at all")
    kind = next((kind for kind in _STREAMS if kind in one), _STREAMS[0])
    stream = object_of(one.get(kind, {}), kind)
    name = _name(stream, kind) or _linked(one) or around or "result"
    observed_us, device = _observed_us(one), _device(stream)
    for field, value, unit in _results(one["result"], name, stream):
        yield Field(field, value, observed_us, unit, device)


def _results(
    result: Any, name: str, stream: Mapping[str, Any]
) -> Iterator[tuple[str, float | str, str | None]]:
    """Name, value and unit of each value; a MultiDatastream has a unit for each place in a list."""
    if "unitOfMeasurements" not in stream or not isinstance(result, list):
        unit = _unit(stream.get("unitOfMeasurement"))
        yield from ((field, value, unit) for field, value in flat(result, name))
        return
    units = [_unit(unit) for unit in list_of(stream["unitOfMeasurements"], "unitOfMeasurements")]
    for number, (part, unit) in enumerate(zip_longest(result, units)):
        yield from ((field, value, unit) for field, value in flat(part, f"{name}.{number}"))


def _unit(told: Any) -> str | None:
    symbol = object_of({} if told is None else told, "unitOfMeasurement").get("symbol")
    return None if symbol is None else text_of(symbol, "unitOfMeasurement.symbol") or None


def _device(stream: Mapping[str, Any]) -> str | None:
    name = object_of(stream.get("Thing", {}), "Thing").get("name")
    return None if name is None else text_of(name, "Thing.name")


def _name(stream: Mapping[str, Any], kind: str) -> str | None:
    if "name" in stream:
        return text_of(stream["name"], f"{kind}.name")
    if (key := stream.get("@iot.id")) is None:
        return None
    if isinstance(key, str | int) and not isinstance(key, bool):
        return f"{kind}s('{key}')" if isinstance(key, str) else f"{kind}s({key})"
    raise RejectedError(Reason.WRONG_TYPE, f"{kind}.@iot.id must be a number or a text, not {shown(key)}")


def _linked(one: Mapping[str, Any]) -> str | None:
    links = (_link_in(one, f"{kind}@iot.navigationLink") for kind in _STREAMS)
    return next((found for link in links if (found := _stream_in(link))), None)


def _link_in(message: Any, key: str) -> str:
    link = message.get(key) if isinstance(message, dict) else None
    return link if isinstance(link, str) else ""


def _stream_in(text: str) -> str | None:
    found = _STREAM_ID.search(text)
    return found[0] if found else None


def _observed_us(one: Mapping[str, Any]) -> int | None:
    key = next((key for key in _TIMES if one.get(key) is not None), None)
    if key is None:
        return None
    if not isinstance(one[key], str):
        raise RejectedError(Reason.BAD_TIME, f"{key} must be a text, not {shown(one[key])}")
    return us_of_text(one[key].rpartition("/")[2])

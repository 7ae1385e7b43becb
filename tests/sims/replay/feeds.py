"""Small feeds that tests write: made up, in the layouts of the recorded ones."""

from pathlib import Path

METADATA = """sensor_id,sensor_name,borough,longitude,latitude
A-1,A - One,Staten Island,-74.1,40.6
B-2,B - Two,Queens,-73.8,40.7
"""
PLACES = """sensor_description,latitude,longitude
State Library,-37.81,144.96
The Arts Centre,-37.82,144.97
"""
HEADER = "sensor_id,flood_start_time,flood_end_time,flood_profile_depth_inches,flood_profile_time_secs\n"


def flood(sensor: str, start: str, end: str, depths: str, times: str) -> str:
    return f'"{sensor}","{start}","{end}","{depths}","{times}"\n'


def floods(folder: Path, *rows: str) -> Path:
    """A feed for the map ``floodnet``."""
    (folder / "floodnet_sensor_metadata.csv").write_text(METADATA, encoding="utf-8")
    file = folder / "floods.csv"
    file.write_text(HEADER + "".join(rows), encoding="utf-8")
    return file


def counts(folder: Path, *rows: str, header: str = "Date,Hour,State Library,Vic Arts Centre") -> Path:
    """A feed for the map ``melbourne``."""
    (folder / "melbourne_sensor_locations.csv").write_text(PLACES, encoding="utf-8")
    file = folder / "counts.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file

"""Where things are: areas and their index. All coordinates are WGS-84 (lon, lat)."""

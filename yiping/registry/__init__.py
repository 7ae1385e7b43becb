"""Sites and sensors as files: reading, checking and writing tables of CSV, XLSX and GeoJSON."""

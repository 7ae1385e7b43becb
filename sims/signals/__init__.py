"""What sensors would measure: one pure signal a file, found by its name.

Each file has ``read(table)``, which takes its settings from the scenario, and
``series(settings, scene, sensors, rng)``, which yields one Series a sensor.
"""

"""What a city is made of: frozen dataclasses and the catalogue of kinds. Standard library only."""

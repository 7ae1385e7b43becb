"""Fields of dossiers that rules reckon with."""

from model.definition import Definition
from model.site_kind import FieldType, load_site_kinds

_NUMBERS = (FieldType.WHOLE, FieldType.NUMBER)


def dossier_number(definition: Definition, name: str) -> str:
    """The field of a dossier under ``name``. Raises DefinitionError where no kind of site has such a number.

    A word that no dossier knows would make the rule silent for ever.
    """
    fields = [field for kind in load_site_kinds().values() for field in kind.fields.values()]
    return definition.choice(name, {field.name: field.name for field in fields if field.type in _NUMBERS})

"""The JSON Schema of each knowledge file, for editors that complete and check YAML while it is written.

Source: https://json-schema.org/draft/2020-12, the dialect that pydantic writes.
"""

from typing import Any, Final

from pydantic import TypeAdapter

from kg.errors import KnowledgeError
from kg.knowledge.closed_lists import NOT_REPORTED
from kg.knowledge.concepts import (
    CELL_FORMAT,
    CELL_KIND,
    MATERIAL,
    PHENOMENA,
    PROCESS,
    QUANTITY,
    ROLE,
    ConceptIndex,
)
from kg.knowledge.files import MAPPING_FILES
from kg.knowledge.hints import nearest_hint
from kg.knowledge.records import FILE_RECORDS

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FILE_KINDS: Final = tuple(FILE_RECORDS)

# Fields whose values are concepts: (record, field) -> kinds. Other names of a concept are valid too, so keys
# are given as examples, which editors offer, and not as an enum, which they would enforce.
_CONCEPT_FIELDS: Final = {
    ("MechanismStatement", "subject"): (MATERIAL, *PHENOMENA, PROCESS),
    ("MechanismStatement", "object"): (MATERIAL, *PHENOMENA, PROCESS),
    ("MechanismStatement", "through"): (MATERIAL, *PHENOMENA, PROCESS),
    ("MechanismStatement", "compared_with"): (MATERIAL, *PHENOMENA, PROCESS),
    ("Layer", "material"): (MATERIAL,),
    ("Layer", "role"): (ROLE,),
    ("System", "electrolyte"): (MATERIAL,),
    ("System", "cathode"): (MATERIAL,),
    ("System", "counter"): (MATERIAL,),
    ("System", "additives"): (MATERIAL,),
    ("System", "process"): (PROCESS,),
    ("System", "cell_format"): (CELL_FORMAT,),
    ("System", "cell_kind"): (CELL_KIND,),
    ("NumberClaim", "about"): (MATERIAL,),
    ("NumberClaim", "quantity"): (QUANTITY,),
}


def to_schema(kind: str, concepts: ConceptIndex | None = None) -> dict[str, Any]:
    """Return the JSON Schema of one kind of knowledge file.

    Args:
        kind: one of `FILE_KINDS`, the file's name without ending.
        concepts: with it, fields that name concepts list the keys of the ontology as examples.

    Raises:
        KnowledgeError: there is no such kind.
    """
    if kind not in FILE_RECORDS:
        raise KnowledgeError(f"there is no knowledge file '{kind}'", hint=nearest_hint(kind, FILE_KINDS))
    schema = _to_mapping_schema(kind) if kind in MAPPING_FILES else _to_list_schema(kind)
    definitions = schema.setdefault("$defs", {})
    if concepts is not None:
        for (record, name), kinds in _CONCEPT_FIELDS.items():
            if record in definitions:
                keys = sorted(concept.key for concept in concepts.of_kinds(*kinds))
                definitions[record]["properties"][name]["examples"] = keys
    if "Cell" in definitions:
        definitions["Cell"]["properties"]["value"]["examples"] = ["80 %", NOT_REPORTED]
    return {
        "$schema": DIALECT,
        "title": f"{kind}.yaml",
        "description": f"The knowledge file {kind}.yaml of one paper.",
        **schema,
    }


def to_schemas(concepts: ConceptIndex | None = None) -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas of all kinds of knowledge files, by kind."""
    return {kind: to_schema(kind, concepts) for kind in FILE_KINDS}


def _to_list_schema(kind: str) -> dict[str, Any]:
    record = FILE_RECORDS[kind][kind]
    return TypeAdapter(list[record]).json_schema(by_alias=True)  # type: ignore[valid-type] # chosen at run time


def _to_mapping_schema(kind: str) -> dict[str, Any]:
    lists = FILE_RECORDS[kind]
    if kind == "work":
        return lists[kind].model_json_schema(by_alias=True)
    schema: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}, "$defs": {}}
    for name, record in lists.items():
        part = TypeAdapter(list[record]).json_schema(by_alias=True)  # type: ignore[valid-type] # as above
        schema["$defs"].update(part.pop("$defs", {}))
        schema["properties"][name] = part
    return schema

"""`kg schema`: the JSON Schema of a knowledge file."""

import click


@click.command()
@click.argument("kind", required=False)
def schema(kind: str | None) -> None:
    """Print the JSON Schema of a knowledge file; without KIND those of all kinds, by name.

    KIND is the name of a file without its ending: work, references, people, citations, mechanisms, systems,
    claims, decisions or discrepancies.

    Example: kg schema claims
    """
    import json

    from kg.knowledge.ontology_files import load_project_concepts
    from kg.knowledge.schema import FILE_KINDS, to_schema, to_schemas

    if kind is not None and kind not in FILE_KINDS:
        raise click.BadParameter(f"'{kind}' is none of {', '.join(FILE_KINDS)}", param_hint="KIND")
    concepts = load_project_concepts()
    found = to_schemas(concepts) if kind is None else to_schema(kind, concepts)
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))

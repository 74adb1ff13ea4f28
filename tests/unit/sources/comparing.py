"""Case documents compared as the reader of case files sees them: a field that is absent and one that is null are the same."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from hsb_policy.core.schema import Schema
from hsb_policy.engine.sources.opening import open_source
from hsb_policy.engine.sources.source import Read, Record, Rejected


def without_nulls(value: Any) -> Any:
    """The document without the fields that are null."""
    if isinstance(value, Mapping):
        return {name: without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def documents_of(records: Iterable[Record]) -> list[Any]:
    """The documents of records that were all read, without nulls."""
    return [without_nulls(record.document) if isinstance(record, Read) else record for record in records]


def read_all(where: Path, schema: Schema, mapping: Path | None = None) -> list[Record]:
    """All records of a source."""
    with open_source(where, schema, mapping) as source:
        return list(source.records())


def told(records: Iterable[Record]) -> list[tuple[str | None, str, str | None, str]]:
    """What is wrong with the rejected ones: case id, place, path and code."""
    return [
        (record.case_id, str(reason.place), reason.path, reason.code)
        for record in records
        if isinstance(record, Rejected)
        for reason in record.reasons
    ]

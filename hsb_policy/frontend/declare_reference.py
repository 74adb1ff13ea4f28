"""Floor 2, front end: tables of reference data -> rows with typed values."""

from collections.abc import Mapping, Sequence

from hsb_policy.core import ir
from hsb_policy.core.schema import RecordDef, Schema
from hsb_policy.core.types import ListType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.plain_constants import constant

CITES = "cites"


def declare_references(declared: Sequence[ast.Reference], schema: Schema, out: Collector) -> Mapping[str, ir.Reference]:
    """All reference tables by name, in the order of their names."""
    found = {r.name.text: _reference(r, schema, out) for r in declared}
    return dict(sorted(found.items()))


def _reference(declared: ast.Reference, schema: Schema, out: Collector) -> ir.Reference:
    record = schema.records.get(declared.record.text)
    if record is None:
        near = nearest(declared.record.text, schema.records)
        out.error(
            "HSB-N260",
            f"there is no kind of record `{declared.record.text}`",
            declared.record.span,
            "not declared",
            help=(f"did you mean `{near}`?",) if near else (),
        )
    columns = [_column(header, record, out) for header in declared.headers]
    rows = () if record is None else tuple(_row(row, columns, record, schema, out) for row in declared.rows)
    return ir.Reference(
        name=declared.name.text,
        record=declared.record.text,
        label=declared.label.text if declared.label else declared.name.text.replace("_", " "),
        cites=expanded(declared.cites),
        rows=rows,
    )


def _column(header: ast.Header, record: RecordDef | None, out: Collector) -> str | None:
    """The field that a column fills, `cites`, or None after a report."""
    if header.kind == CITES:
        return CITES
    word = header.value
    if isinstance(word, ast.Word):
        name = word.text.removeprefix(".")
        if record is None or name in record.fields:
            return name
        near = nearest(name, record.fields)
        out.error(
            "HSB-N261",
            f"`{record.name}` has no field `.{name}`",
            word.span,
            "not declared",
            help=(
                f"did you mean `.{near}`?" if near else "its fields are " + ", ".join(f"`.{f}`" for f in record.fields),
            ),
            fix=Fix((Edit(word.span, f".{near}"),), safe=True) if near else None,
        )
        return None
    out.error(
        "HSB-R451",
        "a column of reference data is headed by a field of its record, or by `cites`",
        header.span,
        "not a field",
        help=("write the field after a dot: `.telephone`",),
    )
    return None


def _row(
    row: ast.Row, columns: Sequence[str | None], record: RecordDef, schema: Schema, out: Collector
) -> ir.ReferenceRow:
    if len(row.cells) != len(columns):
        out.error(
            "HSB-R452",
            f"this row has {len(row.cells)} cells, and the table has {len(columns)} columns",
            row.span,
            "too many or too few",
            help=("write `-` in a cell that is empty",),
        )
    values: dict[str, object] = {}
    cites: tuple[str, ...] = ()
    for column, cell in zip(columns, row.cells, strict=False):
        if column == CITES:
            cites = tuple(_cited(cell))
        elif column is not None:
            values[column] = _cell(cell, record, column, schema, out)
    return ir.ReferenceRow(values=values, cites=cites)


def _cited(cell: ast.Cell) -> list[str]:
    words = [v for v in cell.values if isinstance(v, ast.Name)]
    if cell.kind == "range" and len(words) == 2:
        first, last = (ast.Word(text=w.name, span=w.span) for w in words)
        return list(expanded([ast.Cite(first=first, last=last)]))
    return [w.name for w in words]


def _cell(cell: ast.Cell, record: RecordDef, column: str, schema: Schema, out: Collector) -> object:
    if cell.kind == "empty":
        return None
    field = record.fields[column]
    if cell.kind != "words":
        out.error(
            "HSB-R453",
            "a cell of reference data holds a value, several with commas between them, or `-`",
            cell.span,
            "not a value",
        )
        return None
    if isinstance(field.type, ListType):
        return tuple(constant(v, field.type.item, schema, (), out) for v in cell.values)
    if len(cell.values) > 1:
        out.error(
            "HSB-R453",
            f"`.{column}` holds one value, and here are {len(cell.values)}",
            cell.span,
            "several values",
            help=(f"declare `.{column}` as a `list of` them, or write one row for each",),
        )
    return constant(cell.values[0], field.type, schema, (), out)

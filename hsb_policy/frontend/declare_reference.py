"""Floor 2, front end: tables of reference data -> rows with typed values."""

from collections.abc import Mapping, Sequence

from hsb_policy.core import ir
from hsb_policy.core.schema import RecordDef, Schema
from hsb_policy.core.types import CodeType, ListType, TextType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.asks import spaced
from hsb_policy.frontend.declared_once import Declared, tables_by_place
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.lowering import cells, listed
from hsb_policy.frontend.plain_constants import constant
from hsb_policy.values.unknown import NamedCode

CITES = "cites"


def declare_references(declared: Declared, schema: Schema, out: Collector) -> Mapping[str, ir.Reference]:
    """All reference tables by name; a kind of record in reference data without a table has one without rows."""
    found = {name: _reference(name, table, schema, out) for name, table in tables_by_place(declared).items()}
    for record in schema.records.values():
        if record.placement == "reference" and record.place is not None and record.place not in found:
            at = declared.records[record.name]
            out.warning(
                "HSB-R465",
                f"nobody has written the rows of `{record.place}`, so it is empty",
                at.place.span if at.place else at.name.span,
                "no rows",
                help=(f"declare it: `reference {record.place} of {record.name}`",),
            )
            empty = ir.Reference(name=record.place, record=record.name, label=record.label, cites=(), rows=())
            found[record.place] = empty
    return dict(sorted(found.items()))


def _reference(name: str, declared: ast.Reference, schema: Schema, out: Collector) -> ir.Reference:
    record = _record(declared, schema, out)
    columns = _columns(declared, record, out) if record is not None else ()
    rows = tuple(_row(row, columns, record, schema, out) for row in declared.rows) if record is not None else ()
    return ir.Reference(
        name=name,
        record=declared.record.text,
        label=declared.label.text if declared.label else spaced(declared.name.text),
        cites=expanded(declared.cites),
        rows=rows,
    )


def _record(declared: ast.Reference, schema: Schema, out: Collector) -> RecordDef | None:
    """The kind of record of the rows, which the vocabulary places in this reference data."""
    word, name = declared.record, declared.name.text
    record = schema.records.get(word.text)
    kinds = [r.name for r in schema.records.values() if r.placement == "reference"]
    if record is None:
        near = nearest(word.text, kinds)
        out.error(
            "HSB-N206",
            f"there is no kind of record called `{word.text}`",
            word.span,
            "not declared",
            help=(f"did you mean `{near}`?" if near else f"declare it: `record {word.text} in reference {name}`",),
            fix=renamed(word.span, near),
        )
        return None
    if record.placement != "reference":
        out.error(
            "HSB-N260",
            f"`{word.text}` is a record of cases, not of reference data",
            word.span,
            "of cases",
            help=(f"declare it so: `record {word.text} in reference {name}`",),
        )
        return None
    if record.place != name:
        place = record.place or ""
        out.error(
            "HSB-N260",
            f"the rows of `{word.text}` are called `{place}`, and not `{name}`",
            declared.name.span,
            "another name",
            help=(f"write `reference {place} of {word.text}`",),
            fix=renamed(declared.name.span, place) if place else None,
        )
    return record


def _columns(declared: ast.Reference, record: RecordDef, out: Collector) -> tuple[str | None, ...]:
    """The field that each column fills, `cites`, or None after a report."""
    first: dict[str, ast.Header] = {}
    columns: list[str | None] = []
    for header in declared.headers:
        column = _column(header, record, out)
        before = first.setdefault(column, header) if column is not None else header
        if before is not header:
            out.error(
                "HSB-R462",
                f"two columns are headed `{column if column == CITES else f'.{column}'}`",
                header.span,
                "again",
                secondary=(Label(before.span, "first here"),),
                help=("take one of them out",),
            )
            column = None
        columns.append(column)
    return tuple(columns)


def _column(header: ast.Header, record: RecordDef, out: Collector) -> str | None:
    if header.kind == CITES:
        return CITES
    word = header.value
    if not isinstance(word, ast.Word):
        out.error(
            "HSB-R462",
            "a column of reference data is headed by a field of its record, or by `cites`",
            header.span,
            "not a field",
            help=("write the field after a dot, as in `.code`",),
        )
        return None
    if word.text in record.fields:
        return word.text
    near = nearest(word.text, record.fields)
    out.error(
        "HSB-N202",
        f"the record `{record.name}` has no field `{word.text}`",
        word.span,
        "not declared",
        help=(f"did you mean `.{near}`?" if near else f"its fields: {listed(tuple(record.fields))}",),
        fix=renamed(word.span, near),
    )
    return None


# ---- rows -----------------------------------------------------------------------------------------------------------


def _row(
    row: ast.Row, columns: Sequence[str | None], record: RecordDef, schema: Schema, out: Collector
) -> ir.ReferenceRow:
    if len(row.cells) != len(columns):
        few = len(row.cells) < len(columns)
        out.error(
            "HSB-R463",
            f"this row has {cells(len(row.cells))}, and the table has {len(columns)} columns",
            row.span,
            "too few" if few else "too many",
            help=("write `-` in a cell that is empty",) if few else ("take a cell out, or add a column",),
        )
        return ir.ReferenceRow(values={}, cites=())
    values: dict[str, object] = {}
    cites: tuple[str, ...] = ()
    for column, cell in zip(columns, row.cells, strict=True):
        if column == CITES:
            cites = expanded(cites_of(cell))
            if cell.kind != "empty" and not cites:
                _not_a_value(cell, "a cell of `cites` holds ids, as in `S107, S108`", out)
        elif column is not None:
            values[column] = _cell(cell, record, column, schema, out)
    return ir.ReferenceRow(values=_named(values, record, schema), cites=cites)


def cites_of(cell: ast.Cell) -> tuple[ast.Cite, ...]:
    """The ids that a cell of the column `cites` holds; none where it holds something else."""
    if not all(isinstance(value, ast.Name) for value in cell.values) or cell.kind not in ("words", "range"):
        return ()
    words = [ast.Word(text=value.name, span=value.span) for value in cell.values if isinstance(value, ast.Name)]
    if cell.kind == "range":
        return (ast.Cite(first=words[0], last=words[1], span=cell.span),)
    return tuple(ast.Cite(first=word, span=word.span) for word in words)


def _cell(cell: ast.Cell, record: RecordDef, column: str, schema: Schema, out: Collector) -> object:
    if cell.kind == "empty":
        return None
    field = record.fields[column]
    if cell.kind != "words":
        _not_a_value(cell, "a cell of reference data holds a value, several with commas between them, or `-`", out)
        return None
    if isinstance(field.type, ListType):
        values = [constant(value, field.type.item, schema, out) for value in cell.values]
        return None if None in values else tuple(values)
    if len(cell.values) > 1:
        cures = (f"declare `.{column}` as a `list of` them", "or write a row for each")
        if isinstance(field.type, TextType) and all(isinstance(value, ast.NumberLiteral) for value in cell.values):
            cures = ("if it is one telephone number, write it as one text between quotation marks", cures[1])
        out.error(
            "HSB-R464",
            f"`.{column}` holds one value, and here are {len(cell.values)}",
            cell.span,
            "several values",
            help=cures,
        )
        return None
    return constant(cell.values[0], field.type, schema, out)


def _not_a_value(cell: ast.Cell, message: str, out: Collector) -> None:
    out.error(
        "HSB-R464", message, cell.span, "not a value", help=("write what holds for this row, or `-` for nothing",)
    )


def _named(values: dict[str, object], record: RecordDef, schema: Schema) -> dict[str, object]:
    """The values, where a code says little by itself together with the name beside it."""
    found = dict(values)
    for name, value in values.items():
        field = record.fields[name]
        beside = values.get(field.named_by) if field.named_by is not None else None
        if isinstance(field.type, CodeType) and isinstance(value, str) and isinstance(beside, str):
            codes = schema.codes[field.type.name].words
            if any(code.word == value and code.with_name for code in codes):
                found[name] = NamedCode(value, beside)
    return found

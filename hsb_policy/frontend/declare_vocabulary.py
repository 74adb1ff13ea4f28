"""Floor 2, front end: codes, records and fields as declared -> the schema of case files."""

from collections.abc import Mapping, Sequence

from hsb_policy.core.schema import CASE, CodeList, CodeWord, FieldDef, RecordDef, Schema
from hsb_policy.core.types import (
    CodeType,
    DayType,
    ListType,
    MomentType,
    NumberType,
    RecordType,
    TextType,
    Type,
    YesNoType,
)
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import NOWHERE, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.types_of import type_of


def declare_vocabulary(codes: Sequence[ast.Codes], records: Sequence[ast.Record], out: Collector) -> Schema:
    """The schema. The record `case` has the case's own facts, all its lists and its single records."""
    code_lists = _code_lists(codes, out)
    names = [r.name.text for r in records if r.placement != CASE]
    compiled = {r.name.text: _record(r, code_lists, names, out) for r in records if r.placement != CASE}
    own = next((r for r in records if r.placement == CASE), None)
    case = _case(own, compiled, code_lists, names, out)
    return Schema(codes=code_lists, records={**compiled, CASE: case})


# ---- codes --------------------------------------------------------------------------------------------------------
def _code_lists(declared: Sequence[ast.Codes], out: Collector) -> dict[str, CodeList]:
    by_name = {c.name.text: c for c in declared}
    found: dict[str, CodeList] = {}
    for codes in declared:
        if codes.includes is not None and codes.includes.text not in by_name:
            _unknown_list(codes.includes, list(by_name), out)
        included = _included(codes, by_name, out)
        words: dict[str, CodeWord] = {}
        for code in (c for each in (*included, codes) for c in each.codes):
            if code.word.text in words and code in codes.codes:
                out.error(
                    "HSB-N251",
                    f"`{code.word.text}` stands twice among the words of `{codes.name.text}`",
                    code.word.span,
                    "again",
                    help=("take one of them out",),
                )
            label = code.label.text if code.label else code.word.text.replace("_", " ")
            also = code.also.text if code.also else None
            words.setdefault(code.word.text, CodeWord(code.word.text, label, code.with_name, also))
        label = codes.label.text if codes.label else codes.name.text
        includes = codes.includes.text if codes.includes else None
        found[codes.name.text] = CodeList(codes.name.text, label, tuple(words.values()), includes)
    return found


def _included(codes: ast.Codes, by_name: Mapping[str, ast.Codes], out: Collector) -> list[ast.Codes]:
    chain: list[ast.Codes] = []
    at = codes
    while at.includes is not None and at.includes.text in by_name:
        at = by_name[at.includes.text]
        if at is codes or at in chain:
            out.error(
                "HSB-N252",
                f"`{codes.name.text}` includes itself",
                codes.name.span,
                "a circle",
                help=("take the word `includes` out of one of these lists",),
            )
            break
        chain.insert(0, at)
    return chain


def _unknown_list(word: ast.Word, names: list[str], out: Collector) -> None:
    near = nearest(word.text, names)
    out.error(
        "HSB-N253",
        f"there is no list of codes `{word.text}`",
        word.span,
        "not declared",
        help=(f"did you mean `{near}`?",) if near else (f"declare it: `codes {word.text}`",),
        fix=Fix((Edit(word.span, near),), safe=True) if near else None,
    )


# ---- records ------------------------------------------------------------------------------------------------------
def _record(record: ast.Record, codes: Mapping[str, CodeList], records: list[str], out: Collector) -> RecordDef:
    fields: dict[str, FieldDef] = {}
    first: dict[str, Span] = {}
    for declared in record.fields:
        name = declared.name.text
        if name in fields:
            out.error(
                "HSB-N254",
                f"`{record.name.text}` has the field `.{name}` twice",
                declared.name.span,
                "again",
                secondary=(Label(first[name], "first here"),),
                help=("take one of them out",),
            )
            continue
        first[name] = declared.name.span
        fields[name] = _field(declared, record, codes, records, out)
    for declared in record.fields:
        if declared.named_by is not None and declared.named_by.text not in fields:
            _unknown_field(declared.named_by, record, list(fields), out)
    keys = tuple(w.text for w in record.singulars)
    if record.placement == "single" and record.place is not None:
        keys = (record.place.text,)
    return RecordDef(
        name=record.name.text,
        placement=record.placement,
        place=record.place.text if record.place else None,
        keys=keys,
        label=record.label.text if record.label else _spaced(record.name.text),
        fields=fields,
        age_field=_marked(record, "gives_age", out),
        from_field=_marked(record, "starts_period", out),
        to_field=_marked(record, "ends_period", out),
    )


def _marked(record: ast.Record, mark: str, out: Collector) -> str | None:
    found = [f for f in record.fields if getattr(f, mark)]
    if len(found) > 1:
        out.error(
            "HSB-N255",
            f"two fields of `{record.name.text}` are marked `{mark.replace('_', ' ')}`",
            found[1].name.span,
            "the second",
            secondary=(Label(found[0].name.span, "the first"),),
            help=("take the words out of one of them",),
        )
    return found[0].name.text if found else None


def _unknown_field(word: ast.Word, record: ast.Record, names: list[str], out: Collector) -> None:
    near = nearest(word.text, names)
    out.error(
        "HSB-N256",
        f"`{record.name.text}` has no field `.{word.text}` that could hold the name",
        word.span,
        "not declared",
        help=(f"did you mean `.{near}`?" if near else f"declare it: `.{word.text} text`",),
        fix=Fix((Edit(word.span, near),), safe=True) if near else None,
    )


def _field(
    declared: ast.FieldDeclaration,
    record: ast.Record,
    codes: Mapping[str, CodeList],
    records: list[str],
    out: Collector,
) -> FieldDef:
    kind = type_of(declared.type, codes, records, out)
    label = declared.label.text if declared.label else declared.name.text.replace("_", " ")
    return FieldDef(
        name=declared.name.text,
        type=kind,
        label=label,
        ask=declared.ask.text if declared.ask else _question(kind, label),
        named_by=declared.named_by.text if declared.named_by else None,
        absent_means=_absent_means(declared, kind, codes, record, out),
    )


def _absent_means(
    declared: ast.FieldDeclaration, kind: Type, codes: Mapping[str, CodeList], record: ast.Record, out: Collector
) -> str | bool | None:
    word = declared.absent_means
    if word is None:
        return None
    if isinstance(kind, YesNoType) and word.text in ("yes", "no"):
        return word.text == "yes"
    words = (
        [w.word for w in codes[kind.name].words] if isinstance(kind, CodeType) and kind.name in codes else ["yes", "no"]
    )
    if word.text in words:
        return word.text
    near = nearest(word.text, words)
    out.error(
        "HSB-N257",
        f"`.{declared.name.text}` of `{record.name.text}` cannot be `{word.text}`",
        word.span,
        "not one of its words",
        help=(f"did you mean `{near}`?" if near else "its words are " + ", ".join(f"`{w}`" for w in words[:8]),),
        fix=Fix((Edit(word.span, near),), safe=True) if near else None,
    )
    return None


def _question(kind: Type, label: str) -> str:
    """A question in words about a fact, where the author gave none."""
    match kind:
        case YesNoType():
            return f"Is it so, for {{it}}: {label}?"
        case DayType() | MomentType():
            return f"When was this, for {{it}}: {label}?"
        case NumberType():
            return f"How many, for {{it}}: {label}?"
        case ListType():
            return f"Which are recorded for {{it}}: {label}? (Record none if there are none.)"
        case _:
            return f"What is recorded for {{it}}: {label}?"


# ---- the case -----------------------------------------------------------------------------------------------------
def _case(
    own: ast.Record | None,
    records: Mapping[str, RecordDef],
    codes: Mapping[str, CodeList],
    names: list[str],
    out: Collector,
) -> RecordDef:
    declared = own or ast.Record(
        name=ast.Word(text=CASE), placement=CASE, place=None, singulars=(), label=None, fields=(), span=NOWHERE
    )
    base = _record(declared, codes, names, out)
    fields = dict(base.fields)
    defaults: dict[str, Type] = {"case_id": TextType(), "as_at": DayType(), "closed_on": DayType(open=True)}
    for name, kind in defaults.items():
        label = name.replace("_", " ")
        fields.setdefault(name, FieldDef(name=name, type=kind, label=label, ask=_question(kind, label)))
    for record in records.values():
        if record.place is None or record.placement == "reference":
            continue
        held: Type = RecordType(record.name) if record.placement == "single" else ListType(RecordType(record.name))
        what = f"who or what is the {record.label}" if record.placement == "single" else f"records: {record.label}"
        ask = (
            f"What is recorded about the {record.label}?"
            if record.placement == "single"
            else f"Which of these are there: {_plural(record.label)}? (Record an empty list if there are none.)"
        )
        fields[record.place] = FieldDef(name=record.place, type=held, label=what, ask=ask)
    return RecordDef(name=CASE, placement=CASE, place=None, keys=(CASE,), label="case", fields=fields)


def _plural(label: str) -> str:
    if " of " in label:
        head, _, rest = label.partition(" of ")
        return f"{_plural(head)} of {rest}"
    ends = {"child": "children", "child or young person": "children or young people", "enquiry": "enquiries"}
    for single, many in ends.items():
        if label.endswith(single):
            return label.removesuffix(single) + many
    return label if label.endswith("s") else label + "s"


def _spaced(name: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() and at else c.lower() for at, c in enumerate(name))

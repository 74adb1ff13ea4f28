"""Floor 2, front end: codes, records and the case as declared -> the schema of case files."""

from collections.abc import Mapping, Sequence
from typing import Final

from hsb_policy.core.schema import CASE, CodeList, CodeWord, FieldDef, RecordDef, Schema
from hsb_policy.core.types import DayType, ListType, RecordType, TextType, Type
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.asks import question_about, question_about_list, question_about_single, spaced, words_of_list
from hsb_policy.frontend.declare_fields import absent_means, check_marks, check_named_by, marked
from hsb_policy.frontend.types_of import is_broken, said, type_of

_OF_EVERY_CASE: Final[Mapping[str, Type]] = {
    "case_id": TextType(),
    "as_at": DayType(),
    "closed_on": DayType(open=True),
}
_LISTED: Final = ("list", "recording")


def declare_vocabulary(codes: Mapping[str, ast.Codes], records: Mapping[str, ast.Record], out: Collector) -> Schema:
    """The schema. The record `case` has, besides the case's own facts, a field for each list and each single record."""
    code_lists = {name: _code_list(codes[name], codes, out) for name in sorted(codes)}
    names = [name for name in sorted(records) if name != CASE]
    reader = _Reader(code_lists, records, out)
    compiled = {name: reader.record(records[name]) for name in names}
    own = records.get(CASE) or _no_case()
    return Schema(codes=code_lists, records=compiled | {CASE: reader.case(own, compiled)})


def _no_case() -> ast.Record:
    """The case of a policy that says nothing about it."""
    return ast.Record(name=ast.Word(text=CASE), placement=CASE, place=None, singulars=(), label=None, fields=())


# ---- codes ----------------------------------------------------------------------------------------------------------


def _code_list(codes: ast.Codes, declared: Mapping[str, ast.Codes], out: Collector) -> CodeList:
    """A list of codes, the words of those that it includes first."""
    words: dict[str, CodeWord] = {}
    spelled: dict[str, tuple[ast.Word, ast.Codes]] = {}
    for each in (*_included(codes, declared, out), codes):
        for code in each.codes:
            for word in (code.word, *((code.also,) if code.also else ())):
                if word.text in spelled and each is codes:
                    _word_twice(word, codes, *spelled[word.text], out)
                spelled.setdefault(word.text, (word, each))
            label = code.label.text if code.label else spaced(code.word.text)
            also = code.also.text if code.also else None
            words.setdefault(code.word.text, CodeWord(code.word.text, label, code.with_name, also))
    return CodeList(
        name=codes.name.text,
        label=codes.label.text if codes.label else spaced(codes.name.text),
        words=tuple(words.values()),
        includes=codes.includes.text if codes.includes and codes.includes.text in declared else None,
    )


def _included(codes: ast.Codes, declared: Mapping[str, ast.Codes], out: Collector) -> list[ast.Codes]:
    """The lists that a list of codes includes, the innermost first; what is wrong is told at the list itself."""
    chain: list[ast.Codes] = []
    at = codes
    while at.includes is not None:
        if at.includes.text not in declared:
            if at is codes:
                _unknown_list(at.includes, declared, out)
            break
        at = declared[at.includes.text]
        if at is codes:
            _circle(codes, chain, out)
        if at is codes or at in chain:
            break
        chain.insert(0, at)
    return chain


def _circle(codes: ast.Codes, chain: list[ast.Codes], out: Collector) -> None:
    names = [codes.name.text, *(c.name.text for c in reversed(chain)), codes.name.text]
    if min(names) != codes.name.text:
        return  # a circle is told once, at its first list
    out.error(
        "HSB-N252",
        f"`{names[0]}` includes itself" + ("" if len(names) == 2 else f": {' -> '.join(names)}"),
        (codes.includes or codes.name).span,
        "leads back here",
        help=("take `includes` out of one of these lists",),
    )


def _unknown_list(word: ast.Word, declared: Mapping[str, ast.Codes], out: Collector) -> None:
    near = nearest(word.text, declared)
    out.error(
        "HSB-N206",
        f"there is no list of codes called `{word.text}`",
        word.span,
        "not declared",
        help=(f"did you mean `{near}`?" if near else f"declare it: `codes {word.text}`",),
        fix=renamed(word.span, near),
    )


def _word_twice(word: ast.Word, codes: ast.Codes, first: ast.Word, where: ast.Codes, out: Collector) -> None:
    of = "" if where is codes else f", which `{codes.name.text}` includes"
    out.error(
        "HSB-N251",
        f"`{word.text}` stands twice among the words of `{codes.name.text}`",
        word.span,
        "again",
        secondary=(Label(first.span, f"first here, in `{where.name.text}`{of}" if of else "first here"),),
        help=("take one of them out, or give it another name",),
    )


# ---- records --------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads records; a field may be of any kind that is declared, before or after."""

    def __init__(self, codes: Mapping[str, CodeList], records: Mapping[str, ast.Record], out: Collector) -> None:
        self._codes = codes
        self._records = records
        self._out = out
        self._schema = Schema(codes, {})  # to say types in words

    def record(self, record: ast.Record) -> RecordDef:
        """A kind of record."""
        return RecordDef(
            name=record.name.text,
            placement=record.placement,
            place=record.place.text if record.place else None,
            keys=tuple(dict.fromkeys(word.text for word in record.singulars)),
            label=record.label.text if record.label else spaced(record.name.text),
            fields=self._fields(record),
            age_field=marked(record, "gives_age", self._out),
            from_field=marked(record, "starts_period", self._out),
            to_field=marked(record, "ends_period", self._out),
        )

    def case(self, record: ast.Record, records: Mapping[str, RecordDef]) -> RecordDef:
        """The case: its own facts, its lists and its single records."""
        fields = self._fields(record)
        for name, kind in _OF_EVERY_CASE.items():
            if name not in fields:
                fields[name] = _field(name, kind, spaced(name), is_named=False)
            elif not is_broken(fields[name].type) and fields[name].type != kind:
                self._wrong_case_field(record, name, kind)
        for other in sorted(records.values(), key=lambda r: r.place or ""):
            if other.place is None or other.placement not in (*_LISTED, "single"):
                continue
            one, words = RecordType(other.name), words_of_list(other.place, other.label)
            if other.placement == "single":
                ask = question_about_single(other.label)
                fields.setdefault(other.place, FieldDef(name=other.place, type=one, label=other.label, ask=ask))
            else:
                ask = question_about_list(words)
                fields.setdefault(other.place, FieldDef(name=other.place, type=ListType(one), label=words, ask=ask))
        return RecordDef(name=CASE, placement=CASE, place=None, keys=(), label="case", fields=fields)

    def _wrong_case_field(self, record: ast.Record, name: str, kind: Type) -> None:
        declared = next(f for f in record.fields if f.name.text == name)
        self._out.error(
            "HSB-N257",
            f"every case has `.{name}`, and it is {said(kind, self._schema)}",
            declared.type.span,
            f"not {said(kind, self._schema)}",
            help=("write `open date`" if kind == DayType(open=True) else f"write `{_WRITTEN[name]}`",),
        )

    def _fields(self, record: ast.Record) -> dict[str, FieldDef]:
        declared: dict[str, ast.FieldDeclaration] = {}
        for field in record.fields:
            first = declared.setdefault(field.name.text, field)
            if first is not field:
                owner = "the case" if record.name.text == CASE else f"`{record.name.text}`"
                self._out.error(
                    "HSB-N253",
                    f"{owner} has the field `.{field.name.text}` twice",
                    field.name.span,
                    "again",
                    secondary=(Label(first.name.span, "first here"),),
                    help=("take one of them out, or give it another name",),
                )
        kinds = {
            name: type_of(f.type, self._codes, self._kinds_of_records(), self._out) for name, f in declared.items()
        }
        for name, field in declared.items():
            self._check_refers(field, kinds[name])
            check_marks(field, kinds[name], self._schema, self._out)
            check_named_by(field, kinds[name], kinds, self._codes, record, self._out)
        return {name: self._field(field, kinds[name], record) for name, field in declared.items()}

    def _field(self, field: ast.FieldDeclaration, kind: Type, record: ast.Record) -> FieldDef:
        label = field.label.text if field.label else spaced(field.name.text)
        found = _field(field.name.text, kind, label, is_named=field.label is not None)
        return FieldDef(
            name=found.name,
            type=kind,
            label=label,
            ask=field.ask.text if field.ask and field.ask.text.strip() else found.ask,
            named_by=field.named_by.text if field.named_by else None,
            absent_means=absent_means(field, kind, self._codes, record, self._out),
        )

    def _kinds_of_records(self) -> Sequence[str]:
        return [name for name in self._records if name != CASE]

    def _check_refers(self, field: ast.FieldDeclaration, kind: Type) -> None:
        """A field that refers to another record needs one that can be referred to, by its id."""
        while isinstance(kind, ListType):
            kind = kind.item
        target = self._records.get(kind.name) if isinstance(kind, RecordType) else None
        if target is None or target.placement == "embedded":
            return
        if target.placement in _LISTED and any(f.name.text == "id" for f in target.fields):
            return
        why, cure = _REFERS[target.placement]
        self._out.error(
            "HSB-N256",
            f"nothing can refer to a `{target.name.text}`: {why}",
            field.type.span,
            "cannot be referred to",
            secondary=(Label(target.name.span, "declared here"),),
            help=(cure,),
        )


_NO_ID: Final = ("its records have no `.id`", "give it one: `.id text`")
_REFERS: Final = {
    "list": _NO_ID,
    "recording": _NO_ID,
    "single": ("a case has one, and it has no id", "leave the field out: rules name that record directly"),
    "reference": ("it is reference data, and stands in the policy", "refer to it by a code"),
}
_WRITTEN: Final = {"case_id": "text", "as_at": "date"}


def _field(name: str, kind: Type, label: str, *, is_named: bool) -> FieldDef:
    return FieldDef(name=name, type=kind, label=label, ask=question_about(kind, label, is_named=is_named))

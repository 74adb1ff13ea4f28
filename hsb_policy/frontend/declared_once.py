"""Floor 2, front end: declarations by kind and name, and what is declared twice.

Names that conditions can name (definitions, interpretations, the case's lists, reference data) share one room: there a
name means one thing. So do kinds of records and lists of codes. Rules, parties, statements, reserved questions, principles,
situations and scenarios each have a room of their own.
"""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from attrs import evolve, frozen

from hsb_policy.core.schema import CASE
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.frontend import ast
from hsb_policy.frontend.types_of import PLAIN

D = TypeVar("D", bound=ast.Declaration)

_MEANINGS: Final = {
    "as_at": "the day on which the case is judged",
    "silent": "what the procedure says nothing about",
    CASE: "the case",
}


@frozen(kw_only=True)
class Declared:
    """The declarations of a policy by kind and name, each name once, in the order of the names."""

    codes: Mapping[str, ast.Codes]
    records: Mapping[str, ast.Record]
    definitions: Mapping[str, ast.Define]
    rules: Mapping[str, ast.Rule]
    interpretations: Mapping[str, ast.Interpretation]
    references: Mapping[str, ast.Reference]
    parties: Mapping[str, ast.Party]
    reserved: Mapping[str, ast.ReservedQuestion]
    statements: Mapping[str, ast.Statement]
    guidance: Mapping[str, ast.Guidance]
    always: Mapping[str, ast.Always]
    situations: Mapping[str, ast.Scenario]
    scenarios: Mapping[str, ast.Scenario]


def all_once(text: ast.PolicyText, out: Collector) -> Declared:
    """All declarations by kind and name; of two with one name the first counts, and the second is reported."""
    scenarios = _of(text, ast.Scenario)
    declared = Declared(
        codes=_once(_of(text, ast.Codes), "list of codes", out),
        records=_once(_of(text, ast.Record), "kind of record", out),
        definitions=_once(_of(text, ast.Define), "definition", out),
        rules=_once(_of(text, ast.Rule), "rule", out),
        interpretations=_once(_of(text, ast.Interpretation), "interpretation", out),
        references=_once(_of(text, ast.Reference), "table of reference data", out),
        parties=_once(_of(text, ast.Party), "party", out),
        reserved=_once(_of(text, ast.ReservedQuestion), "reserved question", out),
        statements=_once(_of(text, ast.Statement), "statement", out),
        guidance=_once(_of(text, ast.Guidance), "principle", out),
        always=_once(_of(text, ast.Always), "invariant", out),
        situations=_once([s for s in scenarios if s.is_situation], "situation", out),
        scenarios=_once([s for s in scenarios if not s.is_situation], "scenario", out),
    )
    _check_rooms(declared, out)
    return evolve(declared, records=_without_taken(declared.records))


def _of(text: ast.PolicyText, kind: type[D]) -> list[D]:
    return [d for d in text.declarations if isinstance(d, kind)]


def in_order(word: ast.Word) -> tuple[str, int]:
    """Where a word stands, for telling first from second however the files were read."""
    return word.span.file, word.span.start


def _once(declared: Iterable[D], what: str, out: Collector) -> dict[str, D]:
    found: dict[str, D] = {}
    for declaration in sorted(declared, key=lambda d: in_order(d.name)):
        first = found.setdefault(declaration.name.text, declaration)
        if first is not declaration:
            _twice(what, declaration.name, what, first.name, out)
    return dict(sorted(found.items()))


def _twice(what: str, word: ast.Word, first_what: str, first: ast.Word, out: Collector) -> None:
    if what == first_what:
        article = "the " if word.text == CASE else f"the {what} "
        message, label = f"{article}`{word.text}` is declared twice", "first here"
    else:
        message = f"`{word.text}` is the name of {_a(first_what)}, and here of {_a(what)}"
        label = f"the {first_what}"
    out.error(
        "HSB-N250",
        message,
        word.span,
        "again",
        secondary=(Label(first.span, label),),
        help=("take one of them out, or give it another name",),
    )


Named = tuple[ast.Word, str]
"""A name, and what it is the name of."""


def _check_rooms(declared: Declared, out: Collector) -> None:
    """Tell the names that mean two things where only one can be meant."""
    records = declared.records.values()
    kinds = [*_named(declared.codes, "list of codes"), *_named(declared.records, "kind of record")]
    lists = [(r.place, "list of the case") for r in records if r.placement in ("list", "recording") and r.place]
    singles = [(r.place, "record of the case") for r in records if r.placement == "single" and r.place]
    in_conditions: list[Named] = [
        *_named(declared.definitions, "definition"),
        *_named(declared.interpretations, "interpretation"),
        *_named(declared.references, "table of reference data"),
        *lists,
        *singles,
    ]
    own = [(f.name, "field of the case") for f in declared.records[CASE].fields] if CASE in declared.records else []
    for word, what in kinds:
        if word.text in PLAIN or (word.text == CASE and what == "list of codes"):
            _taken(word, "it is a kind of value", out)
    for word, _ in in_conditions:
        if word.text in _MEANINGS:
            _taken(word, _MEANINGS[word.text], out)
    _room(kinds, out)
    _room(in_conditions, out)
    _room([(r.place, "table of reference data") for r in records if r.placement == "reference" and r.place], out)
    _room([(key, "key") for r in records for key in r.singulars], out)
    _room([*own, *lists, *singles], out, between=("field of the case", "list of the case", "record of the case"))


def _named(group: Mapping[str, ast.Declaration], what: str) -> list[Named]:
    return [(d.name, what) for d in group.values()]


def _room(words: Iterable[Named], out: Collector, between: tuple[str, ...] = ()) -> None:
    """Tell each name that stands twice in a room; `between`: only a name of the first kind beside one of the others."""
    first: dict[str, Named] = {}
    for word, what in sorted(words, key=lambda named: in_order(named[0])):
        before, before_what = first.setdefault(word.text, (word, what))
        if before is word or (between and (what == between[0]) == (before_what == between[0])):
            continue
        _twice(what, word, before_what, before, out)


def _a(what: str) -> str:
    return f"an {what}" if what[0] in "aeiou" else f"a {what}"


def _without_taken(records: Mapping[str, ast.Record]) -> Mapping[str, ast.Record]:
    """The records without the places and keys that an earlier one has: a place and a key belong to one kind of record."""
    places: set[str] = set()
    keys: set[str] = set()
    found: dict[str, ast.Record] = {}
    for record in sorted(records.values(), key=lambda r: in_order(r.name)):
        if record.place is not None and record.place.text in places:
            record = evolve(record, placement="embedded", place=None)
        places |= {record.place.text} if record.place is not None else set()
        free = [word for word in record.singulars if word.text not in keys]
        keys |= {word.text for word in free}
        found[record.name.text] = evolve(record, singulars=tuple(free))
    return dict(sorted(found.items()))


def tables_by_place(declared: Declared) -> Mapping[str, ast.Reference]:
    """The tables of reference data by the name that the vocabulary gives them, which rules range over."""
    found: dict[str, ast.Reference] = {}
    for name, table in declared.references.items():
        record = declared.records.get(table.record.text)
        placed = record.place.text if record and record.place and record.placement == "reference" else name
        found[name if placed in declared.references else placed] = table
    return dict(sorted(found.items()))


def _taken(word: ast.Word, meaning: str, out: Collector) -> None:
    out.error(
        "HSB-N205",
        f"`{word.text}` means something already: {meaning}",
        word.span,
        "a second meaning",
        help=("give it another name",),
    )

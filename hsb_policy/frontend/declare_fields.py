"""Floor 2, front end: what a field says beside its type: its marks, the name beside a code, what its absence means."""

from collections.abc import Mapping
from typing import Final

from hsb_policy.core.schema import CASE, CodeList, Schema
from hsb_policy.core.types import CodeType, DayType, TextType, Type, YesNoType
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.frontend import ast
from hsb_policy.frontend.lowering import listed
from hsb_policy.frontend.types_of import is_broken, said

_MARKS: Final = {"gives_age": "gives age", "starts_period": "starts period", "ends_period": "ends period"}
_YES_NO: Final = ("yes", "no")


def marked(record: ast.Record, mark: str, out: Collector) -> str | None:
    """The field of a record that has a mark."""
    found = [field for field in record.fields if getattr(field, mark)]
    for again in found[1:]:
        out.error(
            "HSB-N254",
            f"two fields of `{record.name.text}` are marked `{_MARKS[mark]}`",
            again.name.span,
            "the second",
            secondary=(Label(found[0].name.span, "the first"),),
            help=(f"take `{_MARKS[mark]}` out of one of them",),
        )
    return found[0].name.text if found else None


def check_marks(field: ast.FieldDeclaration, kind: Type, schema: Schema, out: Collector) -> None:
    """Marks belong to dates; an age is counted from a day that has come."""
    if is_broken(kind):
        return
    for mark, words in _MARKS.items():
        if not getattr(field, mark):
            continue
        if not isinstance(kind, DayType):
            _misplaced(field, words, f"`{words}` is for dates, and this is {said(kind, schema)}", out)
        elif mark == "gives_age" and kind.open:
            _misplaced(field, words, "an age is counted from a day that has come, and an open date may not have", out)


def _misplaced(field: ast.FieldDeclaration, words: str, message: str, out: Collector) -> None:
    out.error(
        "HSB-N255",
        message,
        field.type.span,
        "not such a date",
        help=("write `date` or `partial date`", f"or take `{words}` out"),
    )


def check_named_by(
    field: ast.FieldDeclaration,
    kind: Type,
    kinds: Mapping[str, Type],
    codes: Mapping[str, CodeList],
    record: ast.Record,
    out: Collector,
) -> None:
    """`named by .field`: a text beside a code that says little by itself."""
    word = field.named_by
    if word is None or is_broken(kind):
        return
    if word.text not in kinds:
        near = nearest(word.text, kinds)
        out.error(
            "HSB-N202",
            f"the record `{record.name.text}` has no field `{word.text}`",
            word.span,
            "not declared",
            help=(f"did you mean `.{near}`?" if near else f"declare it beside this one: `.{word.text} text`",),
            fix=renamed(word.span, near),
        )
    elif not isinstance(kinds[word.text], TextType) and not is_broken(kinds[word.text]):
        out.error(
            "HSB-N255",
            f"`.{word.text}` is to hold a name, so it must be a text",
            word.span,
            "not a text",
            help=(f"declare it so: `.{word.text} text`",),
        )
    elif not isinstance(kind, CodeType) or not any(w.with_name for w in codes[kind.name].words):
        where = f"no word of `{kind.name}`" if isinstance(kind, CodeType) else "nothing here"
        out.error(
            "HSB-N255",
            f"{where} is a code `with name`, so there is no name to stand beside it",
            word.span,
            "names nothing",
            help=("write `with name` after the code that says too little by itself", "or take `named by` out"),
        )


def absent_means(
    field: ast.FieldDeclaration, kind: Type, codes: Mapping[str, CodeList], record: ast.Record, out: Collector
) -> str | bool | None:
    """The value that an absent field has."""
    word = field.absent_means
    if word is None or is_broken(kind):
        return None
    if isinstance(kind, YesNoType) and word.text in _YES_NO:
        return word.text == "yes"
    owner = "the case" if record.name.text == CASE else f"a `{record.name.text}`"
    if isinstance(kind, CodeType):
        words = {w.also: w.word for w in codes[kind.name].words if w.also} | {
            w.word: w.word for w in codes[kind.name].words
        }
        if word.text in words:
            return words[word.text]
        allowed, what = tuple(words), f"`{word.text}` is not a word of `{kind.name}`"
    elif isinstance(kind, YesNoType):
        allowed, what = _YES_NO, f"`.{field.name.text}` of {owner} is yes or no"
    else:
        out.error(
            "HSB-N255",
            "only a code or a yes/no can be meant by what is absent",
            word.span,
            "cannot be meant",
            help=("take `absent means` out: what is absent is then not recorded",),
        )
        return None
    near = nearest(word.text, allowed)
    out.error(
        "HSB-N203",
        what,
        word.span,
        "not one of its words",
        help=(f"did you mean `{near}`?" if near else f"it is {listed(allowed, 'or')}",),
        fix=renamed(word.span, near),
    )
    return None

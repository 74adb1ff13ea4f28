"""Floor 2, front end: why a declaration could not be read, in its author's words. Before it: parsing; after it: nothing.

The parser stops at one place in a declaration. The explanations are tried in a fixed order, from the mistakes that can
be recognised with most certainty to the general answer: what stands there, and what could. One declaration, one message.
"""

from attrs import evolve
from lark.exceptions import UnexpectedToken

from hsb_policy.diagnostics.model import Diagnostic, Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import syntax_codes as codes
from hsb_policy.frontend.build_words import Impossible, OpenRow, UndottedField, WrittenTwice
from hsb_policy.frontend.grammar import grammar
from hsb_policy.frontend.lexer import MAX_BRACKETS, Leaf, Part, TooDeep
from hsb_policy.frontend.syntax_brackets import (
    lacking_brackets,
    lacking_has,
    lacking_variable,
    open_bracket,
    spare_bracket,
)
from hsb_policy.frontend.syntax_exceptions import condition_for_value, misplaced_exception
from hsb_policy.frontend.syntax_expected import expected, missing_between, shown
from hsb_policy.frontend.syntax_marks import (
    date_form,
    foreign_character,
    open_quote,
    sign_for_word,
    wrong_quotes,
)
from hsb_policy.frontend.syntax_names import broken_name, reserved_name
from hsb_policy.frontend.syntax_scene import Scene, scene_of
from hsb_policy.frontend.syntax_shape import (
    field_of_nothing,
    indented_declaration,
    lacking_colon,
    lacking_comma,
    lacking_day,
    lacking_dot,
    lacking_text,
    open_row,
    spare_mark,
    twice,
    unclosed_row,
    undotted,
    unjoined,
)
from hsb_policy.frontend.syntax_spoken import spare_article, spoken_name, telephone
from hsb_policy.frontend.syntax_words import misspelt_unit, misspelt_word, unknown_clause

Mistake = UnexpectedToken | TooDeep | WrittenTwice | Impossible | OpenRow | UndottedField
"""All that reading one declaration may raise."""

_EXPLANATIONS = (
    open_quote,
    wrong_quotes,
    date_form,
    telephone,
    spoken_name,
    spare_article,
    sign_for_word,
    broken_name,
    foreign_character,
    indented_declaration,
    spare_bracket,
    misplaced_exception,
    condition_for_value,
    open_row,
    twice,
    field_of_nothing,
    spare_mark,
    misspelt_unit,
    lacking_brackets,
    lacking_day,
    misspelt_word,
    lacking_variable,
    lacking_has,
    open_bracket,
    lacking_text,
    reserved_name,
    unjoined,
    lacking_dot,
    lacking_colon,
    lacking_comma,
    unknown_clause,
)


def explain(part: Part, mistake: Mistake, known: frozenset[str] = frozenset()) -> Diagnostic:
    """The one message about a declaration that could not be read; `known` are the policy's names of several words."""
    match mistake:
        case UnexpectedToken():
            return _explain_place(evolve(scene_of(part, mistake), known=known))
        case TooDeep():
            return Diagnostic(
                code=codes.TOO_DEEP,
                message=f"conditions or brackets stand too deep inside each other here; {MAX_BRACKETS} brackets can be read",
                primary=Label(mistake.leaf.span, "too deep"),
                help=("give the inner part a name with `define`",),
            )
        case WrittenTwice():
            return Diagnostic(
                code=codes.WRITTEN_TWICE,
                message=f"`{shown(part.file.text[mistake.second.start : mistake.second.end])}` is a second clause of"
                " a kind that a declaration has once only",
                primary=Label(mistake.second, "said again"),
                secondary=(Label(mistake.first, "said here first"),),
                help=("leave one of them out",),
            )
        case UndottedField():
            return undotted(mistake.name.span, mistake.name.text)
        case OpenRow():
            return unclosed_row(mistake.last)
        case Impossible():
            is_day = "-" in part.file.text[mistake.span.start : mistake.span.end]
            cure = (
                "write the day that is meant; for the end of a month, look up its last day"
                if is_day
                else "a telephone number or a reference is a text, and stands between quotation marks"
            )
            return Diagnostic(
                code=codes.IMPOSSIBLE, message=mistake.message, primary=Label(mistake.span, "cannot be"), help=(cure,)
            )


def begins_badly(part: Part, before: str | None) -> Diagnostic:
    """The message about a part that begins with no declaration word; `before` is the declaration that stands before it."""
    words = grammar().words
    first: Leaf = next(grammar().lexer.leaves(part))
    guess = nearest(first, words.declarations) or nearest(first, words.first)
    help: tuple[str, ...] = ("begin every declaration with its word, such as `define`, `duty` or `check`",)
    if first[0] in "/*-":
        help = ("a remark begins with `#`",)
    elif guess in words.declarations:
        help = (f"did you mean `{guess}`?",)
    elif guess is not None and before is None:
        help = (f"a clause such as `{guess}` belongs to a declaration, and none stands before it",)
    elif before is not None:
        help = (f"if the line belongs to `{before}` above, indent it", *help)
    return Diagnostic(
        code=codes.UNKNOWN_DECLARATION,
        message=f"no declaration begins with `{shown(first)}`",
        primary=Label(first.span, "not a declaration"),
        help=help,
        fix=renamed(first.span, guess) if guess in words.declarations else None,
    )


def _explain_place(scene: Scene) -> Diagnostic:
    for explanation in _EXPLANATIONS:
        told = explanation(scene)
        if told is not None:
            return told
    return _lacking(scene) if scene.found is None or (scene.found.is_first and not _may_end(scene)) else _spare(scene)


def _may_end(scene: Scene) -> bool:
    return "$END" in scene.accepts


def _lacking(scene: Scene) -> Diagnostic:
    """Say that something is missing at the end of the declaration or of a clause."""
    what, before = expected(scene), scene.before
    return Diagnostic(
        code=codes.LACKING,
        message=f"something is missing after `{shown(before)}`" + (f": {what}" if what else ""),
        primary=Label(before.span, "what follows is missing"),
        secondary=(Label(scene.found.span, "begins something else"),) if scene.found is not None else (),
        help=(f"complete `{scene.title}`",) if scene.found is None else (),
    )


def _spare(scene: Scene) -> Diagnostic:
    """Say that something cannot stand where it stands, and what could, or what may be missing before it."""
    found, before, what = scene.found, scene.before, expected(scene)
    assert found is not None
    first_line = Span(found.span.file, found.span.start, found.span.start + len(found.split("\n")[0]))
    between = missing_between(scene)
    if len(scene.wanted) == 1 and between:
        return Diagnostic(
            code=codes.LACKING,
            message=f"{between} is missing between `{shown(before)}` and `{shown(found)}`",
            primary=Label(before.span.to(found.span), f"{between} is missing"),
            help=(f"write {between} between them",),
        )
    return Diagnostic(
        code=codes.OUT_OF_PLACE,
        message=f"`{shown(found)}` cannot stand here" + (f": after `{shown(before)}` comes {what}" if what else ""),
        primary=Label(first_line, f"expected {what}" if what else "out of place"),
        help=(f"is {between} missing before it?",) if between else (),
    )

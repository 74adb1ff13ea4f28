"""Floor 1, core IR: rules."""

from attrs import field, frozen

from hsb_policy.core.ir.expressions import Binder, Expr, Reading
from hsb_policy.diagnostics.source import NOWHERE, Span


@frozen
class AboutKey:
    """What an outcome concerns: the key, and the value as seen from a binding."""

    name: str
    value: Expr


@frozen(kw_only=True)
class Rule:
    """The common part of all rules.

    A binding of `binders` for which `where` is false is no binding. Conditions and texts of the rule see the `about` keys by
    name; `where` and `when` see the binders' variables too. `interpretations` are the A-ids cited or read, `readings` the
    names of the interpretations read, both also through definitions.
    """

    name: str
    label: str
    statements: tuple[str, ...]
    interpretations: tuple[str, ...]
    readings: tuple[str, ...]
    binders: tuple[Binder, ...]
    where: Expr | None
    about: tuple[AboutKey, ...]
    when: Expr | None
    overrides: tuple[str, ...] = ()
    origin: Span = field(default=NOWHERE, eq=False, repr=False)


@frozen(kw_only=True)
class Fulfilment:
    """A way to fulfil a duty: some act (a combination of the binders) that satisfies the condition, done on a day.

    Without binders it is a plain condition, and `done_on` is None. `own`: one act cannot fulfil two duties of the rule.
    """

    binders: tuple[Binder, ...]
    condition: Expr
    done_on: Expr | None = None
    own: bool = False


@frozen(kw_only=True)
class Deadline:
    """So many units after the anchor; the last day (or minute, for hours) is still in time."""

    number: Expr
    unit: str
    anchor: Expr


@frozen(kw_only=True)
class Duty(Rule):
    """`force` is "must", "must not", "will", "should", "should not" or "recommended"; `force_switch` names a reading that may change it."""

    bearer: str
    force: str
    action: str
    fulfilments: tuple[Fulfilment, ...] = ()
    breached: Expr | None = None
    arises_on: Expr | None = None
    deadline: Deadline | None = None
    departed: Expr | None = None  # for the forces that allow it, and for rules marked so
    always_departable: bool = False
    force_switch: Reading | None = None


@frozen(kw_only=True)
class Permission(Rule):
    """What may be done."""

    bearer: str
    action: str


@frozen(kw_only=True)
class Question(Rule):
    """A matter reserved to people."""

    asks: tuple[str, ...]
    judgement: str
    answered: Expr
    consider: tuple[str, ...] = ()


@frozen(kw_only=True)
class Conclusion(Rule):
    """A published conclusion; `kind` is "definition" or "table". `cites_row_of`: the variable of the reference row whose citations it has."""

    kind: str
    value: Expr
    cites_row_of: str | None = None


@frozen(kw_only=True)
class Silence(Rule):
    """A situation for which the procedure has no rule."""

    nearest: str = ""


@frozen(kw_only=True)
class Check(Rule):
    """A rule about the records themselves; `severity` is "error" or "query"."""

    severity: str
    fails: Expr
    points: tuple[Expr, ...] = ()


AnyRule = Duty | Permission | Question | Conclusion | Silence | Check

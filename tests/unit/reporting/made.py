"""Small policies and decisions made by hand, and a page as text."""

from collections.abc import Mapping, Sequence
from io import StringIO
from typing import Any

from rich.console import Console

from hsb_policy.core import ir
from hsb_policy.core.decision import ChosenReading, Decision, NextQuestion, Outcome, Why
from hsb_policy.core.schema import CodeList, CodeWord, FieldDef, RecordDef, Schema
from hsb_policy.core.status import severity_of
from hsb_policy.core.types import CodeType, DayType, HoursType, ListType, TextType, Type
from hsb_policy.reporting.decision_view import show_decision
from hsb_policy.values.unknown import Fact

CONTACT = CodeType("ContactCode")


def _record(name: str, key: str, label: str, **fields: Type) -> RecordDef:
    return RecordDef(
        name=name,
        placement="list",
        place=f"{key}s",
        keys=(key,),
        label=label,
        fields={f: FieldDef(name=f, type=t, label=f) for f, t in fields.items()},
    )


SCHEMA = Schema(
    codes={
        "Authority": CodeList("Authority", "authority", (CodeWord("stoke_on_trent", "Stoke-on-Trent"),)),
        "Place": CodeList("Place", "place", (CodeWord("online", "online"),), includes="Authority"),
        "ContactCode": CodeList("ContactCode", "contact", (CodeWord("edt", "the duty team"),)),
        "Use": CodeList("Use", "use", (CodeWord("referral", "a referral"), CodeWord("police", "telling the police"))),
    },
    records={
        "Child": _record("Child", "child", "child or young person"),
        "Meeting": _record("Meeting", "meeting", "strategy discussion or meeting"),
        "Contact": _record(
            "Contact",
            "contact",
            "contact point",
            code=CONTACT,
            telephone=TextType(),
            used_for=ListType(CodeType("Use")),
            never_for=ListType(CodeType("Use")),
            verified_on=DayType(),
        ),
    },
)


def conclusion(name: str, kind: Type) -> ir.Conclusion:
    """A rule that concludes something of a type."""
    return ir.Conclusion(
        name=name,
        label=f"What {name} is",
        statements=("S037",),
        interpretations=(),
        readings=(),
        binders=(),
        where=None,
        about=(),
        when=None,
        kind="definition",
        value=ir.Literal(type=kind, value=None),
    )


def duty(name: str, label: str) -> ir.Duty:
    """A rule of which only the name and the label matter."""
    return ir.Duty(
        name=name,
        label=label,
        statements=("S019",),
        interpretations=(),
        readings=(),
        binders=(),
        where=None,
        about=(),
        when=None,
        bearer="professionals",
        force="must",
        action="act",
    )


INTERPRETATIONS = (
    ir.Interpretation(
        name="under13_trigger",
        label="Which harm counts?",
        cites=("A03",),
        type=TextType(),
        choices=(
            ("suspected_or_alleged", "suspected and alleged harm count too"),
            ("established", "only established harm"),
        ),
        default="suspected_or_alleged",
    ),
    ir.Interpretation(
        name="chair_rule",
        label="Who chairs?",
        cites=("A08",),
        type=TextType(),
        choices=(("place", "the place decides"), ("agreed", "they agree")),
        default="place",
        approved=("A. Lead, safeguarding lead", "2025-01-01"),
    ),
    ir.Interpretation(
        name="hours",
        label="When is it open?",
        cites=("A40",),
        type=HoursType(),
        one_per="contacts",
    ),
    ir.Interpretation(
        name="several",
        label="Several?",
        cites=("A44",),
        type=TextType(),
        fixed=("each child is looked at", "none is left out"),
    ),
)


def policy(*rules: ir.AnyRule, rows: Sequence[Mapping[str, object]] = ()) -> ir.Policy:
    """A policy with these rules, and rows of contact points."""
    return ir.Policy(
        name="small",
        title="A small procedure",
        edition="First",
        packs=(),
        digest="sha256:0",
        calendar="england",
        schema=SCHEMA,
        functions={},
        rules=rules,
        interpretations={i.name: i for i in INTERPRETATIONS},
        references={
            "contacts": ir.Reference(
                name="contacts",
                record="Contact",
                label="contact points",
                cites=(),
                rows=tuple(ir.ReferenceRow(values=row, cites=("S108",)) for row in rows),
            )
        },
        statements={
            f"S{n:03}": ir.StatementInfo(f"S{n:03}", "Appendix 2" if n > 68 else "Body", "") for n in range(1, 118)
        },
        reserved={},
        parties={"professionals": "the professionals involved", "lead": "the safeguarding lead"},
    )


def outcome(status: str, **more: Any) -> Outcome:
    """An outcome of a duty about child C1, unless `more` says otherwise."""
    kind = more.get("kind", "duty")
    fields: dict[str, Any] = {
        "rule": "a_rule",
        "label": "A label",
        "kind": kind,
        "statements": ("S031",),
        "about": {"child": "C1"},
        "status": status,
    }
    if kind == "duty":
        fields |= {"force": "must", "bearer": "professionals", "action": "act on C1"}
    fields |= more
    inputs = fields.pop("inputs", None)
    fields.setdefault("severity", severity_of(kind, status, fields.get("force"), more.get("severity")))
    return Outcome(**fields, why=Why(inputs=inputs) if inputs else None)


def missing(*paths: str) -> tuple[Fact, ...]:
    """Missing facts, each with a question of its own."""
    return tuple(Fact(path, ask=f"What is {path}?") for path in paths)


def chosen(name: str, reading: object, *, is_default: bool = True, approved: bool = False) -> ChosenReading:
    """A reading under which a decision was made."""
    cites = next(i.cites for i in INTERPRETATIONS if i.name == name)
    return ChosenReading(name=name, cites=cites, reading=reading, is_default=is_default, approved=approved)


DEFAULTS = (
    chosen("chair_rule", "place", approved=True),
    chosen("hours", None),
    chosen("under13_trigger", "suspected_or_alleged"),
)


def decision(
    *outcomes: Outcome,
    readings: Sequence[ChosenReading] = DEFAULTS,
    announcements: Sequence[str] = (),
    questions: Sequence[NextQuestion] = (),
) -> Decision:
    """A decision with these outcomes."""
    return Decision(
        policy="small",
        edition="First",
        digest="sha256:0",
        packs=(),
        case_id="E1",
        as_at="2025-03-20",
        case_digest="sha256:0",
        readings=tuple(readings),
        announcements=tuple(announcements),
        outcomes=outcomes,
        questions=tuple(questions),
    )


def page(
    made: Decision, by: ir.Policy | None = None, *, width: int = 80, everything: bool = False, **console: Any
) -> str:
    """What a person sees of a decision."""
    out = StringIO()
    show_decision(made, by or policy(), Console(file=out, width=width, **console), everything=everything)
    return out.getvalue()


def flat(text: str) -> str:
    """A page as one line: what stands in it, wherever the lines break."""
    return " ".join(text.split())

"""A case system that decides on save: SQLAlchemy models on SQLite, and every decision kept with what it takes to replay it.

    pip install sqlalchemy
    python examples/case_system.py

Saving a case decides it, in the same transaction: no case stands in the database without the decision that belongs to it.
Decisions are only ever added, so it can be shown later what was said on which day, on which facts, under which policy text.
"""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, ForeignKey, create_engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

from hsb_policy import CaseError, Policy, load, to_json


class Base(DeclarativeBase):
    """What all tables have in common."""


class CaseRow(Base):
    """A case as it stands now. `as_at` is the day of the save: the library reads no clock, whoever saves says the day."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(primary_key=True)
    as_at: Mapped[str]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    faults: Mapped[str | None]  # why it could not be decided: places and codes, nothing of what the case says
    decisions: Mapped[list["DecisionRow"]] = relationship(back_populates="case", order_by="DecisionRow.number")


class DecisionRow(Base):
    """One decision: the document to the byte, and beside it what names it, so that it can be found and replayed."""

    __tablename__ = "decisions"

    number: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"))
    policy_digest: Mapped[str]
    case_digest: Mapped[str]
    as_at: Mapped[str]
    readings: Mapped[dict[str, Any]] = mapped_column(JSON)  # those chosen in place of a default
    case_document: Mapped[dict[str, Any]] = mapped_column(JSON)  # the facts decided on: the case itself moves on
    document: Mapped[str]
    case: Mapped[CaseRow] = relationship(back_populates="decisions")


def decide_on_save(policy: Policy, session: Session) -> None:
    """From now on, every case that this session saves is decided."""

    @event.listens_for(session, "before_flush")
    def _decide(session: Session, *_: object) -> None:
        for row in [*session.new, *session.dirty]:
            if isinstance(row, CaseRow) and session.is_modified(row):
                _decide_row(policy, row)


def _decide_row(policy: Policy, row: CaseRow) -> None:
    row.faults = None
    try:
        decision = policy.decide(row.document, as_at=row.as_at)
    except CaseError as fault:
        row.faults = str(fault)  # the record is saved all the same: nobody's work is lost for a slip in one field
        return
    row.decisions.append(
        DecisionRow(
            policy_digest=decision.digest,
            case_digest=decision.case_digest,
            as_at=decision.as_at,
            readings={chosen.name: chosen.reading for chosen in decision.readings if not chosen.is_default},
            case_document=row.document,
            document=to_json(decision),
        )
    )


def changed(before: str, after: str) -> list[str]:
    """Which outcomes differ between two decisions that were kept, in words."""

    def statuses(document: str) -> dict[str, str]:
        outcomes = json.loads(document)["outcomes"]
        return {f"{o['rule']} {' '.join(o['about'].values())}".strip(): o["status"] for o in outcomes}

    old, new = statuses(before), statuses(after)
    return [
        f"{about}: {old.get(about, 'not there')} -> {new.get(about, 'not there')}"
        for about in sorted(old.keys() | new.keys())
        if old.get(about) != new.get(about)
    ]


def main() -> None:
    """Save a case, then what somebody found out a day later; tell what that changed."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        decide_on_save(load("hsb"), session)
        document = json.loads(Path("examples/cases/year_of_birth_only.json").read_text(encoding="utf-8"))
        row = CaseRow(id=document["case_id"], as_at="2025-06-12", document=document)
        session.add(row)
        session.commit()

        first, *others = document["children"]
        row.document = {**document, "children": [{**first, "birth_date": "2012-09-14"}, *others]}
        row.as_at = "2025-06-13"
        session.commit()

        before, after = session.scalars(select(DecisionRow).order_by(DecisionRow.number))
        print(
            f"Case {row.id}: {len(row.decisions)} decisions, under one policy: {before.policy_digest == after.policy_digest}"
        )
        for line in changed(before.document, after.document):
            print(f"  {line}")


if __name__ == "__main__":
    main()

"""Floor 3: a policy ready to decide cases. Immutable, and safe to share between threads."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from attrs import define, evolve, field, frozen

from hsb_policy.backends.interpreter.bindings import share_grains
from hsb_policy.backends.interpreter.evaluate import Evaluator
from hsb_policy.backends.interpreter.outcomes import outcomes_of
from hsb_policy.core.case import Case, Record
from hsb_policy.core.decision import Decision, Explanation, Outcome
from hsb_policy.core.ir import Policy as CompiledPolicy
from hsb_policy.core.large import LARGE, TooLargeForRulesError, TooManyStepsError
from hsb_policy.core.schema import Schema
from hsb_policy.core.standing import Standing
from hsb_policy.engine.case_files import is_path_like, path_as_text, read_case
from hsb_policy.engine.case_text import parse_case_text
from hsb_policy.engine.cases import load_case
from hsb_policy.engine.decide import decide, reference_rows
from hsb_policy.engine.errors import CaseError, ExplanationError, TooManyRecordsError, too_many_records
from hsb_policy.engine.interpretations import Interpretation, interpretations_of
from hsb_policy.engine.loading import compiled_from, source_files
from hsb_policy.engine.packs import Pack, head_of, packs_for
from hsb_policy.engine.policy_files import read_policy_files
from hsb_policy.engine.readings import Readings, choose
from hsb_policy.engine.source_words import SourceWords
from hsb_policy.values.days import show_day

FEW = 40  # cases that are decided without it before the policy is written as functions: that takes as long as these


class Program(Protocol):
    """The policy as Python functions: what this file needs of it."""

    schema: Schema
    standings: Callable[[Case], list[Standing]]

    def outcomes(self, ev: Evaluator) -> list[Outcome]:
        """The outcomes on the case of this interpreter, which is asked where the functions do not tell."""


@define(eq=False)
class _Written:
    """The policy as Python functions, once somebody has asked for them. A copy sent to another process writes its own."""

    program: Program | None = None
    writing: AbstractContextManager[object] = field(factory=Lock)
    decided: int = 0  # how often `decide` was asked; a miscount between threads does no harm

    def __reduce__(self) -> tuple[Any, ...]:
        return _Written, ()


@frozen(eq=False)
class Policy:
    """A policy with the readings under which it is run. It never changes: one may serve all threads of a program.

    >>> policy = load("hsb")
    >>> decision = policy.decide({"case_id": "A", "as_at": "2025-03-20", "children": []})
    >>> decision.case_id
    'A'
    """

    compiled: CompiledPolicy = field(repr=False)
    readings: Readings = field(repr=False)
    _rows: Mapping[str, tuple[Record, ...]] = field(repr=False)
    _added: tuple[Pack, ...] = field(repr=False, default=())
    _words: SourceWords = field(repr=False, factory=SourceWords)
    _program: _Written = field(init=False, repr=False, factory=_Written)

    def __repr__(self) -> str:
        return f"Policy({self.name!r}, digest={self.digest!r})"

    @property
    def name(self) -> str:
        """The policy's name."""
        return self.compiled.name

    @property
    def title(self) -> str:
        """The policy's name for people."""
        return self.compiled.title

    @property
    def edition(self) -> str:
        """Which edition of the procedure it is."""
        return self.compiled.edition

    @property
    def digest(self) -> str:
        """The digest of the policy's text: with a case's digest, `as_at` and the readings, it names a decision."""
        return self.compiled.digest

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs that it may be run with, and which of them were added. Those in folders of your own are known once added."""
        return packs_for(self.name, self._added)

    @property
    def interpretations(self) -> tuple[Interpretation, ...]:
        """What the procedure leaves open: what can be chosen, the default, the reading that is chosen here, and who approved it.

        >>> {i.name: i for i in load("hsb").interpretations}["red_referral"].default
        'judgement'
        """
        return interpretations_of(self.compiled, self.readings)

    def with_readings(self, readings: Mapping[str, Any]) -> "Policy":
        """The same policy with these readings in place of its defaults. Raises ReadingError, which names those there are.

        `"NAME.PART"` chooses for one rule or row only; `Interpretation.reading` and the readings of a decision document are
        taken as they are.

        >>> policy = load("hsb").with_readings({"red_referral": "should", "age_at.programme": "at_referral"})
        >>> [r.name for r in policy.readings.chosen if not r.is_default]
        ['age_at', 'red_referral']
        """
        return evolve(self, readings=choose(self.compiled, readings))

    def case(self, document: Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None) -> Case:
        """A case from a mapping, the text of a case file, or the path of one. Raises CaseError with all its faults.

        `as_at` is the day on which the case is judged, "2025-03-20" or a date; where it is given, it goes before that of the case.

        >>> load("hsb").case('{"case_id": "A", "children": []}', as_at="2025-03-20").case_id
        'A'
        """
        parsed: Any = document
        if isinstance(document, Path | str | bytes):
            parsed, faults = read_case(str(document)) if isinstance(document, Path) else parse_case_text(document)
            if faults.has_errors:
                raise CaseError(path_as_text() if is_path_like(document) else faults)
        case, found = load_case(parsed, self.compiled.schema, _as_text(as_at))
        if case is None:
            raise CaseError(found)
        return case

    def decide(
        self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None
    ) -> Decision:
        """All outcomes of the policy on a case, those that do not apply too, and what to ask next. Takes what `case` takes, or a case.

        Raises CaseError. The same case, day and readings give the same decision, whatever was decided before or beside it.

        >>> decision = load("hsb").decide({"case_id": "A", "as_at": "2025-03-20"})
        >>> {o.status for o in decision.outcomes if o.rule == "under_13_always_referred"}
        {'cannot_tell'}
        >>> [q.ask for q in decision.questions if q.path == "involvements"]
        ['Which involvements are there, if any?']
        """
        case, tell = self._case_of(document, as_at), outcomes_of
        self._program.decided += 1
        if self._program.program is not None or self._program.decided > FEW or case.size > LARGE:
            tell = self._compiled_program().outcomes
        try:
            decision = decide(self.compiled, case, self.readings, self._rows, tell)
        except TooManyStepsError as fault:
            raise TooManyRecordsError((fault.rule,), ()) from None
        except TooLargeForRulesError as fault:
            raise TooManyRecordsError(fault.rules, fault.others) from None
        return evolve(decision, explains=_Explains(self, case))

    def _explained(
        self, case: Case, decision: Decision, rule: str | Outcome, about: Mapping[str, str]
    ) -> tuple[Explanation, ...]:
        # Imported only here: who decides pays nothing for what explains.
        from hsb_policy.engine.explaining import Explainer  # noqa: PLC0415

        try:
            return Explainer(self.compiled, case, self.readings, self._rows, self._words)(decision, rule, about)
        except TooManyStepsError as fault:
            raise ExplanationError(too_many_records((fault.rule,))) from None

    def explain(
        self,
        document: Case | Mapping[str, Any] | str | bytes | Path,
        rule: str,
        *,
        about: Mapping[str, str] | None = None,
        as_at: str | date | None = None,
    ) -> tuple[Explanation, ...]:
        """Decide a case, and explain what a rule came to: `Decision.explain` of `decide`. Raises CaseError and ExplanationError.

        >>> case = {"case_id": "A", "as_at": "2025-03-20", "involvements": []}
        >>> load("hsb").explain(case, "under_13_always_referred")
        ()
        """
        return self.decide(document, as_at=as_at).explain(rule, about=about)

    def replay(
        self, document: Mapping[str, Any] | str | bytes, case: Case | Mapping[str, Any] | str | bytes | Path
    ) -> Decision:
        """A decision that was kept as a document, made again on its day and under its readings. Raises CaseError and ReplayError.

        A ReplayError says what is no longer what it was: the policy's text, the case, a reading, or, where all these are the same, the
        answer (another version of the library, or an altered document).

        >>> from hsb_policy.engine.document import to_document
        >>> policy, case = load("hsb"), {"case_id": "A", "as_at": "2025-03-20"}
        >>> kept = to_document(policy.decide(case))
        >>> to_document(policy.replay(kept, case)) == kept
        True
        """
        # Imported only here: who decides pays nothing for it.
        from hsb_policy.engine.replaying import replayed  # noqa: PLC0415

        return replayed(self, document, case)

    def statuses(
        self, document: Case | Mapping[str, Any] | str | bytes | Path, *, as_at: str | date | None = None
    ) -> list[Standing]:
        """How every rule stands for everything that it is about: the outcomes of `decide` in the same order, without their texts.

        For a service that decides thousands of cases a second, and for audits: more than ten times as fast as `decide`. The first
        call writes the policy as Python functions, which takes a few tenths of a second; call it once before a service opens, and
        in each process of a pool (a policy can be sent to one, and so can what this gives). Missing facts, questions and reasons
        are not here: `decide` tells them. Takes what `decide` takes, and raises CaseError.

        >>> standing = load("hsb").statuses({"case_id": "A", "as_at": "2025-03-20"})[0]
        >>> standing.rule, dict(standing.about), standing.status
        ('a_party_is_under_13', {}, 'cannot_tell')
        """
        program = self._program.program
        try:
            if program is not None and as_at is None and type(document) is Case and document.schema is program.schema:
                return program.standings(document)
            return self._compiled_program().standings(self._case_of(document, as_at))
        except TooLargeForRulesError as fault:
            raise TooManyRecordsError(fault.rules, fault.others) from None

    def _case_of(self, document: Case | Mapping[str, Any] | str | bytes | Path, as_at: str | date | None) -> Case:
        if not isinstance(document, Case):
            return self.case(document, as_at=as_at)
        if as_at is None and document.schema is self.compiled.schema:
            return document
        # Read again: for another day, or because it was read by the vocabulary of another policy.
        return self.case(document.source, as_at=as_at or show_day(document.as_at))

    def _compiled_program(self) -> Program:
        with self._program.writing:  # of several threads that ask first, one writes
            if self._program.program is None:
                # Imported only here: who decides one case pays nothing for what many cases need.
                from hsb_policy.backends.compiled.program import compile_program  # noqa: PLC0415

                self._program.program = compile_program(self.compiled, self.readings.values, self._rows)
            return self._program.program


def words_of(policy: Policy) -> SourceWords:
    """The words that the authors of a policy wrote, for what explains its outcomes."""
    return policy._words


def _as_text(as_at: str | date | None) -> str | None:
    """A day as it stands in a case file; of a moment its day."""
    return date(as_at.year, as_at.month, as_at.day).isoformat() if isinstance(as_at, date) else as_at


@frozen(eq=False)
class _Explains:
    """Explains the decision that a policy made on a case."""

    policy: Policy
    case: Case

    def __call__(self, decision: Decision, rule: str | Outcome, about: Mapping[str, str], /) -> tuple[Explanation, ...]:
        return self.policy._explained(self.case, decision, rule, about)


def load(
    where: str | Path = "hsb", *, packs: Sequence[str | Path] = (), readings: Mapping[str, Any] | None = None
) -> Policy:
    """A policy by its bundled name or the path of its folder, with optional packs and readings.

    Raises PolicyLoadError, with all mistakes of the text, and ReadingError. Loading takes a second or so the first time and a
    fraction of one afterwards: load once, and decide often.

    >>> load("hsb", readings={"red_referral": "should"}).title
    'Harmful sexual behaviour procedure'
    """
    names = tuple(str(pack) for pack in packs)
    texts = source_files(str(where), names)
    policy = compiled_from(texts)
    policy = evolve(policy, rules=share_grains(policy.rules))
    heads = (head_of(read_policy_files(name, kind="pack"), added=True) for name in names)
    added = tuple(pack for pack in heads if pack is not None)
    return Policy(policy, choose(policy, readings or {}), reference_rows(policy), added, SourceWords(texts))

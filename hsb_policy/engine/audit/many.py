"""Floor 3, audit: many findings of one rule at once, as columns, and their lines: byte for byte those of the rows one by one.

A million cases give some fifteen million findings, most of them alike but for ids and days. Whoever judges whole columns makes no row of
them: their lines go from process to process, and into the table, as one text.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice, repeat
from typing import Final

from attrs import field, frozen

from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.finding import finding_id
from hsb_policy.engine.audit.formulas import harmless
from hsb_policy.engine.audit.lines import Lines, cells_of, lines_of
from hsb_policy.engine.audit.picked import Column
from hsb_policy.engine.audit.tables import FINDINGS, JOIN, SUBJECTS, Cell, Row
from hsb_policy.engine.audit.woven import Woven

_NEXT: Final = "\n"


@frozen(eq=False, kw_only=True)
class ManyFindings:
    """Findings of one rule with one status, as columns of texts of the same length, in the order of the cases; "" where there is none.

    `said` says what all of them say: rule, label, kind, force, statements, severity and status. `about` has a column of ids for each key
    of the rule, in its order; the other columns are written as in a row (`tables.FINDINGS`). They are not explained, and lack no fact.
    """

    said: Outcome
    case_id: Column = field(repr=False)
    as_at: Column = field(repr=False)
    about: Mapping[str, Column] = field(repr=False)
    authority: Column = field(repr=False)
    trigger_date: Column = field(repr=False)
    due: Column = field(repr=False)
    done_on: Column = field(repr=False)
    days_late: Column = field(repr=False)
    place: Column = field(repr=False)

    def lines(self, run: str, first: int = 0) -> Lines:
        """The findings as lines of the table, in the audit named `run`; so many of the first each by itself."""
        at_once = self._at_once(run) if all(ids.texts.is_simple for ids in self.about.values()) else None
        if at_once is not None:
            apart, told = at_once.lines(first)
        else:
            rows = self._rows(run)
            apart, told = tuple(lines_of([row]) for row in islice(rows, first)), lines_of(rows)
        said, number = self.said, len(self.case_id)
        marked = any(column.texts.is_marked for column in (*self._own().values(), *self.about.values()))
        marked = marked or any(harmless(cell) != cell for cell in self._alike(run).values())
        return Lines(said.rule, said.severity, said.status, number, told, marked=marked, first=apart)

    # ---- all at once --------------------------------------------------------------------------------------------------------
    def _at_once(self, run: str) -> Woven | None:
        """The parts of all lines, many times as fast as a row at a time; None where a finding is there twice."""
        about = {key: ids.raw() for key, ids in self.about.items()}
        told = _told_of_each(about) if any("" in ids for ids in about.values()) else None
        ids = _digests(self._named(told))
        if len(set(ids)) < len(ids):
            return None
        alike, own, woven = self._alike(run), self._own(), Woven()
        for at, name in enumerate(FINDINGS.names):
            woven.same("," if at else "")
            if name in own:
                woven.picked(own[name])
            elif name == "finding":
                woven.column(ids)
            elif name == "about":
                _weave_about(woven, about, told)
            elif name in SUBJECTS and name in about:
                woven.column(about[name])
            else:
                woven.same(_cell(alike[name]))
        woven.same("\r\n")
        return woven

    def _named(self, told: Sequence[str] | None) -> Iterable[bytes]:
        """What each is known by, before it is digested; `told` is all that each is about, where not all of that is known."""
        rule = f"\n{self.said.rule}"
        if told is not None:
            about = (_encoded(f"{rule}\n{one.replace(JOIN, _NEXT)}" if one else rule) for one in told)
            return map(b"".join, zip(self.case_id.encoded(), about, strict=True))
        parts: list[Iterable[bytes]] = [self.case_id.encoded()]
        for key, ids in self.about.items():
            parts += [repeat(_encoded(f"{rule}\n{key}=")), ids.encoded()]
            rule = ""
        return map(b"".join, zip(*parts, repeat(_encoded(rule))))

    # ---- one by one ---------------------------------------------------------------------------------------------------------
    def _rows(self, run: str) -> Iterator[Row]:
        """The findings as rows, whatever stands in their cells."""
        alike, own, among = self._alike(run), self._own(), Counter[str]()
        rows = zip(*(column.raw() for column in (*own.values(), *self.about.values())), strict=True)
        for row in rows:
            cells, ids = row[: len(own)], row[len(own) :]
            about = {key: id_ for key, id_ in zip(self.about, ids, strict=True) if id_}
            mine = dict(zip(own, cells, strict=True))
            id_ = finding_id(mine["case_id"], self.said.rule, about)
            before, among[id_] = among[id_], among[id_] + 1
            if before:
                id_ = finding_id(mine["case_id"], self.said.rule, about, before)
            subjects = {key: about[key] for key in SUBJECTS if key in about}
            told = JOIN.join(f"{key}={i}" for key, i in about.items())
            yield tuple((alike | mine | subjects | {"finding": id_, "about": told}).values())

    # ---- columns ------------------------------------------------------------------------------------------------------------
    def _own(self) -> dict[str, Column]:
        """The columns that each has of its own, beside what it is about."""
        return {
            "case_id": self.case_id,
            "as_at": self.as_at,
            "authority": self.authority,
            "trigger_date": self.trigger_date,
            "due": self.due,
            "done_on": self.done_on,
            "days_late": self.days_late,
            "place": self.place,
        }

    def _alike(self, run: str) -> dict[str, Cell]:
        """The cells that are the same in all rows; the others empty."""
        said = self.said
        alike: dict[str, Cell] = dict.fromkeys(FINDINGS.names)
        return alike | {
            "run": run,
            "rule": said.rule,
            "label": said.label,
            "kind": said.kind,
            "force": said.force,
            "statements": JOIN.join(said.statements),
            "severity": said.severity,
            "status": said.status,
        }


def _told_of_each(about: Mapping[str, Sequence[str]]) -> list[str]:
    """All that each is about, in one cell; what is not known is left out."""
    each = zip(*about.values(), strict=True)
    return [JOIN.join(f"{key}={id_}" for key, id_ in zip(about, ids, strict=True) if id_) for ids in each]


def _weave_about(woven: Woven, about: Mapping[str, Sequence[str]], told: Sequence[str] | None) -> None:
    """The cell that says all that each is about."""
    if told is not None:
        woven.column(told)
        return
    for at, (key, ids) in enumerate(about.items()):
        woven.same(f"{JOIN if at else ''}{key}=")
        woven.column(ids)


def _cell(cell: Cell) -> str:
    return next(cells_of([str(cell)])) if cell else ""


def _digests(names: Iterable[bytes]) -> list[str]:
    begun, ids = blake2b(digest_size=10), []
    for name in names:
        digest = begun.copy()  # a third of the time that a new one takes
        digest.update(name)
        ids.append(digest.hexdigest())
    return ids


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

"""Floor 3, audit: many findings of one rule at once, as columns, and their lines: byte for byte those of the rows one by one.

A million cases give some fifteen million findings, most of them alike but for ids and days. Whoever judges whole columns makes no row of
them: their lines go from process to process, and into the table, as one text.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import islice, repeat
from typing import Final

from attrs import field, frozen

from hsb_policy.core.decision import Outcome
from hsb_policy.engine.audit.finding import finding_id
from hsb_policy.engine.audit.lines import Lines, lines_of
from hsb_policy.engine.audit.tables import FINDINGS, JOIN, SUBJECTS, Cell, Row

_NEXT: Final = "\n"
# What no cell of a column may hold, and begin with, to go into lines as it is: it would end before its end, or be taken for a formula. A
# comma is common, and marks round the cell are enough for it.
_ENDING: Final = ('"', "\r")
_BEGINNING: Final = ("\n'", "\n=", "\n+", "\n-", "\n@", "\n\t")

_DAYS: Final = (
    "as_at",
    "trigger_date",
    "due",
    "done_on",
    "days_late",
)  # days and numbers: always plain, and without a comma


@frozen(eq=False, kw_only=True)
class ManyFindings:
    """Findings of one rule with one status, as columns of texts of the same length, in the order of the cases; "" where there is none.

    `said` says what all of them say: rule, label, kind, force, statements, severity and status. `about` has a column of ids for each key
    of the rule, in its order; the other columns are written as in a row (`tables.FINDINGS`). They are not explained, and lack no fact.
    """

    said: Outcome
    case_id: Sequence[str] = field(repr=False)
    as_at: Sequence[str] = field(repr=False)
    about: Mapping[str, Sequence[str]] = field(repr=False)
    authority: Sequence[str] = field(repr=False)
    trigger_date: Sequence[str] = field(repr=False)
    due: Sequence[str] = field(repr=False)
    done_on: Sequence[str] = field(repr=False)
    days_late: Sequence[str] = field(repr=False)
    place: Sequence[str] = field(repr=False)

    def lines(self, run: str, first: int = 0) -> Lines:
        """The findings as lines of the table, in the audit named `run`; so many of the first each by itself."""
        at_once = self._at_once(run) if self._is_plain() else None
        if at_once is not None:
            apart, told = tuple(islice(at_once, first)), "".join(at_once)
        else:
            rows = self._rows(run)
            apart, told = tuple(lines_of([row]) for row in islice(rows, first)), lines_of(rows)
        said, number = self.said, len(self.case_id)
        return Lines(said.rule, said.severity, said.status, number, told, marked=at_once is None, first=apart)

    # ---- all at once --------------------------------------------------------------------------------------------------------
    def _is_plain(self) -> bool:
        """Whether all cells can go into lines as they are, or between quotation marks."""
        for column, signs in (
            *((c, ()) for name, c in self._own().items() if name not in _DAYS),
            *((c, (",", JOIN)) for c in self.about.values()),
        ):
            joined = "\n".join(("", *column))
            if joined.count("\n") != len(column) or any(sign in joined for sign in (*_ENDING, *_BEGINNING, *signs)):
                return False
        return True

    def _at_once(self, run: str) -> Iterator[str] | None:
        """One template filled in for each row, several times as fast as a row at a time; None where a finding is there twice."""
        told = self._told()
        ids = [_digest(name) for name in self._named(told)]
        if len(set(ids)) < len(ids):
            return None
        own = {name: column if name in _DAYS else _marked(column) for name, column in self._own().items()}
        subjects = {key: column for key, column in self.about.items() if key in SUBJECTS}
        columns = {"finding": ids, "about": told, **own, **subjects}
        cells = {name: _constant(cell) for name, cell in self._alike(run).items()} | dict.fromkeys(columns, "%s")
        line = ",".join(cells.values()) + "\r\n"
        return map(line.__mod__, zip(*(columns[name] for name in cells if name in columns), strict=True))

    def _told(self) -> list[str]:
        """All that each is about, in one cell; what is not known is left out."""
        if any("" in ids for ids in self.about.values()):
            return [
                JOIN.join(f"{k}={id_}" for k, id_ in zip(self.about, ids, strict=True) if id_) for ids in self._ids()
            ]
        whole = JOIN.join(f"{key}=%s" for key in self.about)
        return [whole % ids for ids in self._ids()]

    def _named(self, told: Sequence[str]) -> Iterator[str]:
        """What each is known by, before it is digested."""
        for case_id, about in zip(self.case_id, told, strict=True):
            name = f"{case_id}\n{self.said.rule}"
            yield f"{name}\n{about.replace(JOIN, _NEXT)}" if about else name

    def _ids(self) -> Iterator[tuple[str, ...]]:
        return zip(*self.about.values(), strict=True) if self.about else repeat((), len(self.case_id))

    # ---- one by one ---------------------------------------------------------------------------------------------------------
    def _rows(self, run: str) -> Iterator[Row]:
        """The findings as rows, whatever stands in their cells."""
        alike, own, among = self._alike(run), self._own(), Counter[str]()
        for about_ids, *cells in zip(self._ids(), *own.values(), strict=True):
            about = {key: id_ for key, id_ in zip(self.about, about_ids, strict=True) if id_}
            mine = dict(zip(own, cells, strict=True))
            id_ = finding_id(mine["case_id"], self.said.rule, about)
            before, among[id_] = among[id_], among[id_] + 1
            if before:
                id_ = finding_id(mine["case_id"], self.said.rule, about, before)
            subjects = {key: about[key] for key in SUBJECTS if key in about}
            told = JOIN.join(f"{key}={i}" for key, i in about.items())
            yield tuple((alike | mine | subjects | {"finding": id_, "about": told}).values())

    # ---- columns ------------------------------------------------------------------------------------------------------------
    def _own(self) -> dict[str, Sequence[str]]:
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


def _constant(cell: Cell) -> str:
    """A cell as it stands in a line, for a template."""
    return lines_of([(cell,)]).removesuffix("\r\n").replace("%", "%%") if cell else ""


def _marked(column: Sequence[str]) -> Sequence[str]:
    """The cells, those with a comma between marks."""
    return [f'"{cell}"' if "," in cell else cell for cell in column]


def _digest(named: str) -> str:
    return blake2b(named.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()

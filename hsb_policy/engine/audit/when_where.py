"""Floor 3, audit: of many outcomes at once the day from which they count and the authority: what `subjects` tells of one.

A day is a number, NO_DAY where there is none or it is not known. An authority is the number of its code among the words of the plan, or one
of the two below 0 that stand for what is no authority.
"""

from typing import Final

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar import frames
from hsb_policy.backends.columnar.batch import LAST, Array, Batch, Table, Words
from hsb_policy.backends.columnar.layout import Layout
from hsb_policy.backends.columnar.outcomes import NO_DAY
from hsb_policy.backends.columnar.run import Answer
from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.core.types import MomentType
from hsb_policy.engine.audit.subjects import AUTHORITY, NOT_KNOWN, SEVERAL, Living, Subjects
from hsb_policy.values import days

_NOT_KNOWN: Final = -1
_SEVERAL: Final = -2
_NONE_OF_THESE: Final = -3  # the vocabulary does not say where people live


def needs(layout: Layout, subjects: Subjects) -> None:
    """Say which fields are read here."""
    for kind, name in subjects.day_fields.items():
        if layout.schema.records[kind].keys:
            layout.needs(kind, name)
    for kind, living in subjects.living.items():
        layout.fields.setdefault(CASE, {})
        for place in subjects.people:
            layout.needs(CASE, place)
        layout.needs(kind, living.place)
        for name in (living.since, living.until, AUTHORITY):
            layout.needs(living.period, name)


@frozen(eq=False)
class WhenWhere:
    """Reads the days and authorities of what the outcomes of one batch concern."""

    subjects: Subjects
    words: Words
    batch: Batch

    def days(self, answer: Answer, at: Array) -> Array:
        """From when these outcomes count: for a duty that arises on a day, or has a deadline, from that, else from what it concerns."""
        found = self._day_of(answer, at)
        rule = answer.written.rule
        if isinstance(rule, ir.Duty):
            anchor = rule.arises_on
            if anchor is None and rule.deadline is not None:
                anchor = rule.deadline.anchor
            if anchor is not None:
                own = answer.columns["arises" if rule.arises_on is not None else "anchor"][at]
                if isinstance(anchor.type, MomentType):
                    own = np.where(own == NO_DAY, NO_DAY, own // days.MINUTES_PER_DAY)
                all_known = np.ones(at.size, bool)
                for rows in answer.keys.values():
                    all_known &= rows[at] >= 0
                found = np.where(all_known & (own != NO_DAY), own, found)
        return found

    def _day_of(self, answer: Answer, at: Array) -> Array:
        """The day of the first record that has one and is no person."""
        found, open_ = np.full(at.size, NO_DAY, np.int64), np.ones(at.size, bool)
        for key, kind in answer.written.kinds.items():
            if kind not in self.subjects.day_fields or not self._is_record(key, kind):
                continue
            rows, table = answer.keys[key][at], self.batch.tables[kind]
            name = self.subjects.day_fields[kind]
            first, last = table.columns[name].take(rows), table.columns[LAST.format(name)].take(rows)
            known = (first == last) & (first < days.NOT_YET)
            if isinstance(self.subjects.schema.records[kind].fields[name].type, MomentType):
                first = first // days.MINUTES_PER_DAY
            here = open_ & (rows >= 0)
            found = np.where(here, np.where(known, first, NO_DAY), found)
            open_ &= ~here
        return found

    def _is_record(self, key: str, kind: str) -> bool:
        """Whether a key names a record of the case, not one of the policy's own tables."""
        is_of_the_case = kind in self.batch.tables
        return is_of_the_case and self.subjects.places.get(key) == self.subjects.schema.records[kind].place

    # ---- where --------------------------------------------------------------------------------------------------------------
    def authorities(self, answer: Answer, at: Array, when: Array) -> Array:
        """Where the first person concerned lives on a day; without a person, where all the people of the case live."""
        if not self.subjects.living:
            return np.full(at.size, _NONE_OF_THESE)
        cases = self.batch.tables[CASE]
        day = np.where(when == NO_DAY, cases.columns["as_at"][answer.case[at]], when)
        found, open_ = np.full(at.size, _NOT_KNOWN), np.ones(at.size, bool)
        for key, kind in answer.written.kinds.items():
            if kind not in self.subjects.living or not self._is_record(key, kind):
                continue
            rows = answer.keys[key][at]
            here = np.flatnonzero(open_ & (rows >= 0))
            found[here] = self._one_lives_in(kind)(rows[here], day[here])
            open_[here] = False
        left = np.flatnonzero(open_)
        found[left] = self._all_live_in(answer.case[at][left], day[left])
        return found

    def _one_lives_in(self, kind: str) -> "_Lives":
        living, table = self.subjects.living[kind], self.batch.tables[kind]
        return _Lives(living, table, self.batch.tables[living.period])

    def _all_live_in(self, cases: Array, day: Array) -> Array:
        """Where all the people of a case live on a day, each of them in one place or another."""
        owner, lives = list[Array](), list[Array]()
        for place in self.subjects.people:
            listed = self.batch.tables[CASE].lists[place]
            made = frames.expanded(listed.first.take(cases), listed.count.take(cases))
            owner.append(made.up)
            lives.append(self._one_lives_in(listed.table)(made.element, day[made.up]))
        return _one_of(np.concatenate(lives), np.concatenate(owner), cases.size)

    def shown(self, authority: int) -> str:
        """An authority as findings name it; "" where there is none."""
        match authority:
            case -1:
                return NOT_KNOWN
            case -2:
                return SEVERAL
            case -3:
                return ""
            case _:
                return self.words.text(authority)


@frozen(eq=False)
class _Lives:
    """Where people of one kind live on a day."""

    living: Living
    people: Table
    periods: Table

    def __call__(self, people: Array, day: Array) -> Array:
        listed = self.people.lists[self.living.place]
        made = frames.expanded(listed.first.take(people), listed.count.take(people))
        on, at = day[made.up], made.element
        begun = self.periods.columns[LAST.format(self.living.since)][at] <= on
        going_on = self.periods.columns[self.living.until][at] > on - 1
        certain = np.flatnonzero(begun & going_on)
        return _one_of(self.periods.columns[AUTHORITY][at[certain]], made.up[certain], people.size)


def _one_of(found: Array, owner: Array, owners: int) -> Array:
    """The one value that each owner has; that there are several, or none."""
    if owner.size and bool(np.any(owner[1:] < owner[:-1])):
        order = np.argsort(owner, kind="stable")
        found, owner = found[order], owner[order]
    all_, far = np.arange(owners), int(np.iinfo(np.int64).max)
    least, most = frames.least_number(found, owner, all_, far), frames.greatest_number(found, owner, all_, -far)
    return np.where(most < least, _NOT_KNOWN, np.where(least == most, least, _SEVERAL))

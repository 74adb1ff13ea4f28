"""Floor 3, audit: by what findings name the records of a batch, and the order of these names."""

from collections.abc import Iterable, Mapping

import numpy as np
from attrs import define, field

from hsb_policy.backends.columnar.batch import Array, Table
from hsb_policy.backends.columnar.run import Answer
from hsb_policy.core.schema import Schema
from hsb_policy.engine.audit.picked import Texts


@define(eq=False)
class NamesInBatch:
    """The names of the records of a batch and of the policy's own tables: their ids, or where they stand in the case."""

    schema: Schema
    tables: Mapping[str, Table]
    _texts: dict[str, Texts] = field(factory=dict)
    _ranks: dict[str, Array | None] = field(factory=dict)

    def of(self, kind: str) -> Texts:
        """By what findings name the records of a kind, in the order of their rows; the last text, "", is for one that is not known."""
        if kind not in self._texts:
            self._texts[kind] = Texts([*self._names(kind), ""])
        return self._texts[kind]

    def _names(self, kind: str) -> Iterable[str]:
        table = self.tables[kind]
        if table.ids is not None:
            return map(str, table.ids.tolist())
        place, rows = self.schema.records[kind].place, np.arange(table.rows)
        first = np.searchsorted(table.case, table.case) if table.rows else rows
        return (f"{place}[{number}]" for number in (rows - first).tolist())

    def order(self, answer: Answer, places: Array) -> Array:
        """The order of the cases, and in a case that of the names of what the outcomes are about, as decisions have it."""
        keys = [self._ranked(kind, answer.keys[key][places]) for key, kind in answer.written.kinds.items()]
        return np.lexsort((*reversed(keys), answer.case[places]))

    def _ranked(self, kind: str, rows: Array) -> Array:
        """The rows of records in the order of their names within a case."""
        if kind not in self._ranks:
            self._ranks[kind] = self._rank(kind)
        rank = self._ranks[kind]
        return rows if rank is None else np.where(rows < 0, -1, rank.take(rows))

    def _rank(self, kind: str) -> Array | None:
        table = self.tables[kind]
        if not table.rows:
            return None
        names = self.of(kind).array[:-1]
        wrong = np.flatnonzero((names[1:] < names[:-1]) & (table.case[1:] == table.case[:-1]))
        if not wrong.size:
            return None
        rank = np.arange(table.rows)
        for case in np.unique(table.case[wrong]).tolist():
            low, high = np.searchsorted(table.case, (case, case + 1)).tolist()
            rank[low + np.argsort(names[low:high], kind="stable")] = np.arange(low, high)
        return rank

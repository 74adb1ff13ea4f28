"""Floor 3, audit: by what findings name the records of a batch, and the order of these names."""

from collections.abc import Mapping

import numpy as np
from attrs import define, field

from hsb_policy.backends.columnar.batch import Array, Table
from hsb_policy.backends.columnar.run import Answer
from hsb_policy.core.schema import Schema


@define(eq=False)
class NamesInBatch:
    """The names of the records of a batch and of the policy's own tables: their ids, or where they stand in the case."""

    schema: Schema
    tables: Mapping[str, Table]
    _ranks: dict[str, Array | None] = field(factory=dict)

    def of(self, kind: str, rows: Array) -> list[str]:
        """By what findings name records; "" for one that is not known."""
        table = self.tables[kind]
        if table.ids is not None:
            return ["" if row < 0 else str(table.ids[row]) for row in rows.tolist()]
        place = self.schema.records[kind].place
        first = np.searchsorted(table.case, table.case.take(rows)) if table.rows else rows
        return [
            "" if row < 0 else f"{place}[{row - begun}]"
            for row, begun in zip(rows.tolist(), first.tolist(), strict=True)
        ]

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
        names = np.asarray(self.of(kind, np.arange(table.rows)), object)
        wrong = np.flatnonzero((names[1:] < names[:-1]) & (table.case[1:] == table.case[:-1]))
        if not wrong.size:
            return None
        rank = np.arange(table.rows)
        for case in np.unique(table.case[wrong]).tolist():
            low, high = np.searchsorted(table.case, (case, case + 1)).tolist()
            rank[low + np.argsort(names[low:high], kind="stable")] = np.arange(low, high)
        return rank

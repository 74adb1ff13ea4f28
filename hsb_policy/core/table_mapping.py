"""Floor 1: what tables, columns and codes are called in a source that has names of its own. `grammar/TABLES.md` says how to write it."""

from collections.abc import Mapping

from attrs import field, frozen


@frozen(kw_only=True)
class TableMapping:
    """How one table is called in a source. `source` is its name there; `columns` goes from our columns to theirs.

    `constants` are values that all its rows have; `codes` goes, for a column of ours, from their values to ours; `ignore` are columns
    of theirs that are left aside.
    """

    source: str | None = None
    columns: Mapping[str, str] = field(factory=dict)
    constants: Mapping[str, str] = field(factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(factory=dict)
    ignore: tuple[str, ...] = ()


AS_IT_IS = TableMapping()

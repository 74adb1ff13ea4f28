"""Floor 1: the vocabulary of a policy, compiled: which records, fields and codes a case file may have."""

from collections.abc import Mapping

from attrs import frozen

from hsb_policy.core.types import Type

CASE = "case"


@frozen
class CodeWord:
    """One code: the word in the file, its label for people, whether a name must stand beside it, another spelling."""

    word: str
    label: str
    with_name: bool = False
    also: str | None = None


@frozen
class CodeList:
    """The codes of one kind, those that it includes from another kind first."""

    name: str
    label: str
    words: tuple[CodeWord, ...]
    includes: str | None = None


@frozen(kw_only=True)
class FieldDef:
    """One field of a record. `absent_means` is the value that an absent field has, if the vocabulary gives it one."""

    name: str
    type: Type
    label: str
    ask: str = ""
    named_by: str | None = None
    absent_means: str | bool | None = None


@frozen(kw_only=True)
class RecordDef:
    """A kind of record.

    `placement`: "list" (a list of the case file), "recording" (likewise; an absent list means that none was recorded),
    "single" (one record of the case), "embedded" (inside another record), "reference" (rows in the policy), "case".
    `keys` are the names under which an outcome's `about` may name such a record; the first one is its singular.
    """

    name: str
    placement: str
    place: str | None
    keys: tuple[str, ...]
    label: str
    fields: Mapping[str, FieldDef]
    age_field: str | None = None
    from_field: str | None = None
    to_field: str | None = None

    @property
    def has_id(self) -> bool:
        """Whether records of this kind carry an id of their own."""
        return "id" in self.fields


@frozen
class Schema:
    """All codes and records by name. The record named `case` has the case's own fields and all its lists."""

    codes: Mapping[str, CodeList]
    records: Mapping[str, RecordDef]

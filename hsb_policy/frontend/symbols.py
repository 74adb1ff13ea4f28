"""Floor 2, front end: everything that a policy declares, by name, before any expression is looked at."""

from collections.abc import Mapping

from attrs import frozen

from hsb_policy.core.ir import Interpretation
from hsb_policy.core.schema import Schema
from hsb_policy.core.types import Type
from hsb_policy.diagnostics.source import Span
from hsb_policy.frontend import ast


@frozen
class Signature:
    """What a definition takes and gives."""

    parameters: tuple[tuple[str, Type], ...]
    type: Type
    span: Span


@frozen(kw_only=True)
class Symbols:
    """The names of a policy. `places` says where each of them was declared, for messages that point there."""

    schema: Schema
    signatures: Mapping[str, Signature]
    definitions: Mapping[str, ast.Define]
    rules: Mapping[str, ast.Rule]
    interpretations: Mapping[str, Interpretation]
    references: Mapping[str, str]  # name of the reference -> its kind of record
    parties: Mapping[str, str]
    reserved: frozenset[str]
    statements: frozenset[str]  # S-ids
    readings: frozenset[str]  # A-ids that some interpretation cites
    places: Mapping[str, Span]

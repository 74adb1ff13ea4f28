"""Floor 2, front end: cited ids in the core IR: each once, in order, statements and interpretations apart.

Ids that the policy does not have are told for the policy as a whole (`whole_policy`); here they are left out. The cells of a
table are not marked as citing, so what is wrong in them is told here.
"""

from collections.abc import Iterable

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.frontend import ast
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.symbols import Symbols


def cited(cites: Iterable[ast.Cite], symbols: Symbols) -> tuple[str, ...]:
    """All cited ids that the policy has, ranges written out."""
    known = symbols.statements | symbols.readings | symbols.reserved
    return tuple(sorted(id_ for id_ in expanded(cites) if id_ in known))


def cited_in_cell(cites: Iterable[ast.Cite], symbols: Symbols, out: Collector) -> tuple[str, ...]:
    """The ids in a cell of a table's column `cites`."""
    given = tuple(cites)
    known = symbols.statements | symbols.readings | symbols.reserved
    for cite in given:
        for id_ in expanded([cite]):
            if id_ not in known:
                span = cite.first.span.to((cite.last or cite.first).span)
                out.error("HSB-N209", f"there is no statement, interpretation or question `{id_}`", span, "not known")
    return cited(given, symbols)


def statements_of(ids: Iterable[str], symbols: Symbols) -> tuple[str, ...]:
    """The statements among cited ids."""
    return tuple(i for i in ids if i in symbols.statements)


def readings_of(ids: Iterable[str], symbols: Symbols) -> tuple[str, ...]:
    """The interpretations among cited ids."""
    return tuple(i for i in ids if i in symbols.readings)

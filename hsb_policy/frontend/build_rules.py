"""Floor 2, front end: the productions of definitions, rules and tables to their trees."""

from hsb_policy.frontend.ast.expressions import Condition, Value
from hsb_policy.frontend.ast.nodes import Word
from hsb_policy.frontend.ast.rules import (
    AboutItem,
    Action,
    AsBody,
    Cell,
    Closes,
    Define,
    ExceptWhen,
    ForEach,
    Header,
    MetWhen,
    NormallyBody,
    Parameter,
    Row,
    RowsBody,
    Rule,
    Within,
)
from hsb_policy.frontend.build_expressions import amount
from hsb_policy.frontend.build_words import (
    Children,
    Clause,
    OpenRow,
    clauses_of,
    field_word,
    first_text,
    spaced,
    span_of,
    text,
    word,
)
from hsb_policy.frontend.lexer import Leaf


class RuleBuilder:
    """The productions of definitions, rules and tables."""

    # ---- definitions

    def define(self, children: Children) -> Define:
        """Build a definition."""
        clauses = clauses_of(children)
        return Define(
            name=word(children[1]),
            parameters=clauses.all("parameters"),
            gives=clauses.one("gives"),
            label=first_text(children),
            cites=clauses.all("cites"),
            bodies=clauses.all("bodies"),
            span=span_of(children),
        )

    def params(self, children: Children) -> Clause:
        """Build `for child: Child, incident: Incident`."""
        return Clause("parameters", tuple(children[1::2]), span_of(children))

    def param(self, children: Children) -> Parameter:
        """Build `child: Child`."""
        return Parameter(name=word(children[0]), type=children[2], span=span_of(children))

    def as_body(self, children: Children) -> Clause:
        """Build `as CONDITION`."""
        place = span_of(children)
        return Clause("bodies", (AsBody(condition=children[1], span=place),), place)

    def normally_body(self, children: Children) -> Clause:
        """Build `normally VALUE` and its exceptions."""
        place = span_of(children)
        return Clause("bodies", (NormallyBody(value=children[1], exceptions=tuple(children[2:]), span=place),), place)

    def exception(self, children: Children) -> ExceptWhen:
        """Build `except when CONDITION: VALUE`."""
        return ExceptWhen(condition=children[1], value=children[3], span=span_of(children))

    # ---- tables

    def rows_body(self, children: Children) -> Clause:
        """Build a decision table."""
        place = span_of(children)
        last = children[-1]
        otherwise = last.items[0] if type(last) is Clause and last.kind == "otherwise" else None
        rows = tuple(child for child in children if type(child) is Row)
        return Clause(
            "bodies", (RowsBody(headers=children[0].items, rows=rows, otherwise=otherwise, span=place),), place
        )

    def otherwise(self, children: Children) -> Clause:
        """Build `otherwise VALUE`."""
        return Clause("otherwise", (children[1],), span_of(children))

    def header(self, children: Children) -> Clause:
        """Build the heads of the columns."""
        _stand_on_one_line(children)
        heads = tuple(
            child if type(child) is Header else Header(kind="value", value=child, span=child.span)
            for child in children[1::2]
        )
        return Clause("headers", heads, span_of(children))

    def gives_column(self, children: Children) -> Header:
        """Build the head of the column of values."""
        return Header(kind="gives", span=children[0].span)

    def cites_column(self, children: Children) -> Header:
        """Build the head of the column of cited ids."""
        return Header(kind="cites", span=children[0].span)

    def field_column(self, children: Children) -> Header:
        """Build the head of a column of a reference."""
        return Header(kind="value", value=field_word(children[0]), span=children[0].span)

    def row(self, children: Children) -> Row:
        """Build a row."""
        _stand_on_one_line(children)
        return Row(cells=tuple(children[1::2]), span=span_of(children))

    def any_cell(self, children: Children) -> Cell:
        """Build `any`."""
        return Cell(kind="any", span=children[0].span)

    def empty_cell(self, children: Children) -> Cell:
        """Build `-`."""
        return Cell(kind="empty", span=children[0].span)

    def words_cell(self, children: Children) -> Cell:
        """Build one or several values."""
        return Cell(kind="words", values=tuple(children[::2]), span=span_of(children))

    def range_cell(self, children: Children) -> Cell:
        """Build `5 to 11`."""
        return Cell(kind="range", values=(children[0], children[2]), span=span_of(children))

    def compare_cell(self, children: Children) -> Cell:
        """Build `below 5` and its kin."""
        return Cell(kind="compare", values=(children[1],), op=spaced(children[0]), span=span_of(children))

    def not_cell(self, children: Children) -> Cell:
        """Build `not V`."""
        return Cell(kind="not", values=(children[1],), span=span_of(children))

    # ---- rules

    def rule(self, children: Children) -> Rule:
        """Build a rule of any kind."""
        clauses = clauses_of(children)
        return Rule(
            kind=str(children[0]),
            name=word(children[1]),
            label=text(children[2]),
            cites=clauses.all("cites"),
            for_each=clauses.all("for_each"),
            about=clauses.all("about"),
            when=clauses.all("when"),
            closes=clauses.all("closes"),
            actions=clauses.all("actions"),
            met_when=clauses.all("met_when"),
            breached_when=clauses.all("breached_when"),
            arises_on=clauses.all("arises_on"),
            within=clauses.all("within"),
            overrides=clauses.all("overrides"),
            departable=clauses.all("departable"),
            departed_when=clauses.all("departed_when"),
            asks=clauses.all("asks"),
            answered_by=clauses.all("answered_by"),
            consider=clauses.all("consider"),
            gives=clauses.all("gives"),
            bodies=clauses.all("bodies"),
            severity=clauses.all("severity"),
            fails_when=clauses.all("fails_when"),
            point_at=clauses.all("point_at"),
            nearest=clauses.all("nearest"),
            cites_row_of=clauses.all("cites_row_of"),
            span=span_of(children),
        )

    def for_each(self, children: Children) -> Clause:
        """Build `for each x in LIST where C`."""
        place = span_of(children)
        where: Condition | None = children[2].items[0] if len(children) > 2 else None
        return Clause("for_each", (ForEach(binders=children[1], where=where, span=place),), place)

    def about(self, children: Children) -> Clause:
        """Build `about child: harmed.child, incident`."""
        return Clause("about", (tuple(children[1::2]),), span_of(children))

    def about_item(self, children: Children) -> AboutItem:
        """Build `child: harmed.child`."""
        value: Value | None = children[2] if len(children) > 2 else None
        return AboutItem(key=word(children[0]), value=value, span=span_of(children))

    def when(self, children: Children) -> Clause:
        """Build `when C`."""
        return Clause("when", (children[1],), span_of(children))

    def closes(self, children: Children) -> Clause:
        """Build `a missing Plan.care_considered counts as no`."""
        place = span_of(children)
        closes = Closes(
            record=word(children[1]), field_name=field_word(children[2]), yes=children[4].type == "YES", span=place
        )
        return Clause("closes", (closes,), place)

    def action(self, children: Children) -> Clause:
        """Build `professionals must "…"`."""
        place = span_of(children)
        force: Leaf = children[1]
        action = Action(bearer=word(children[0]), force=spaced(force), text=text(children[2]), span=place)
        return Clause("actions", (action,), place)

    def force(self, children: Children) -> Leaf:
        """Keep the words of the force."""
        leaf: Leaf = children[0]
        return leaf

    def met_when(self, children: Children) -> Clause:
        """Build `met when C done on V`."""
        place = span_of(children)
        done_on: Value | None = children[3] if len(children) > 3 else None
        return Clause("met_when", (MetWhen(condition=children[1], done_on=done_on, span=place),), place)

    def breached_when(self, children: Children) -> Clause:
        """Build `breached when C`."""
        return Clause("breached_when", (children[1],), span_of(children))

    def arises_on(self, children: Children) -> Clause:
        """Build `arises on D`."""
        return Clause("arises_on", (children[1],), span_of(children))

    def within(self, children: Children) -> Clause:
        """Build `within 15 working days of D`, or of the number that an interpretation holds."""
        place = span_of(children)
        span: Leaf = children[1]
        if span.type == "NAME":
            within = Within(number=None, unit=None, interpretation=word(span), anchor=children[3], span=place)
        else:
            number, unit = amount(span)
            within = Within(number=number, unit=unit, interpretation=None, anchor=children[3], span=place)
        return Clause("within", (within,), place)

    def overrides(self, children: Children) -> Clause:
        """Build `overrides r, s`."""
        return Clause("overrides", children[1], span_of(children))

    def departed_when(self, children: Children) -> Clause:
        """Build `counts as departed when C`."""
        return Clause("departed_when", (children[1],), span_of(children))

    def departable(self, children: Children) -> Clause:
        """Build `may be departed from`."""
        return Clause("departable", (Word(text=spaced(children[0]), span=children[0].span),), children[0].span)

    def asks(self, children: Children) -> Clause:
        """Build `asks PARTY, PARTY`."""
        return Clause("asks", children[1], span_of(children))

    def answered_by(self, children: Children) -> Clause:
        """Build `answered by J02`."""
        return Clause("answered_by", (word(children[1]),), span_of(children))

    def consider(self, children: Children) -> Clause:
        """Build `consider S070 to S089`."""
        return Clause("consider", tuple(children[1::2]), span_of(children))

    def concludes(self, children: Children) -> Clause:
        """Build `concludes V`."""
        place = span_of(children)
        return Clause("bodies", (NormallyBody(value=children[1], exceptions=(), span=place),), place)

    def severity(self, children: Children) -> Clause:
        """Build `error` or `query`."""
        return Clause("severity", (word(children[0]),), span_of(children))

    def fails_when(self, children: Children) -> Clause:
        """Build `fails when C`."""
        return Clause("fails_when", (children[1],), span_of(children))

    def point_at(self, children: Children) -> Clause:
        """Build `point at V, V`."""
        return Clause("point_at", tuple(children[1::2]), span_of(children))

    def nearest(self, children: Children) -> Clause:
        """Build `nearest "…"`."""
        return Clause("nearest", (text(children[1]),), span_of(children))

    def cites_row(self, children: Children) -> Clause:
        """Build `cites those of contact`."""
        return Clause("cites_row_of", (word(children[1]),), span_of(children))


def _stand_on_one_line(row: Children) -> None:
    for before, bar in zip(row[1::2], row[2::2], strict=True):
        if bar.is_first:
            raise OpenRow(before.span)

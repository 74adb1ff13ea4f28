"""Floor 4: from a declaration as written to its sheet: where its lines begin, where they may end, and how far they go in.

A declaration begins at the margin, its clauses are indented by four, what goes on from a clause by eight. Inside of that,
every bracket goes in by four, and so does what belongs to one of several conditions.
"""

from collections.abc import Mapping
from itertools import groupby, pairwise
from typing import Final

from attrs import define, field

from hsb_policy.formatting.sheet import Break, Sheet, Spot, Stretch
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.frontend.written import Production

INDENT: Final = 4

_CLAUSED: Final = frozenset({"rule", "define", "interpretation", "always", "situation", "scenario"})
_HEADS: Final = frozenset({"params", "gives"})  # of a definition: they stand in its first line
_FIELDS: Final = frozenset({"path", "call", "closes", "under_reading"})  # where a field stands close to what it is of
_UNBROKEN: Final = frozenset({"field_decl", "header", "row"})
_OPENING: Final = frozenset({"LPAR", "LSQB"})
_CLOSING: Final = frozenset({"RPAR", "RSQB"})
_CLOSE: Final = _CLOSING | {"COMMA", "COLON"}  # nothing parts them from what stands before

# In each production, the parts and words before which a line may end, and how much deeper than others they count.
_BEFORE: Final[Mapping[str, Mapping[str, int]]] = {
    "quantified": {"where": 0, "HAS": 0},
    "picked": {"where": 0, "HAS": 0},
    "first_picked": {"where": 0, "HAS": 0},
    "for_each": {"where": 0},
    "count": {"where": 0},
    "pick_value": {"GIVES": 0, "where": 1, "OR_IF_NONE": 1},
    "or_if_not_yet": {"OR_IF_NOT_YET": 0},
    "or_if_not_recorded": {"OR_IF_NOT_RECORDED": 0},
    "met_when": {"DONE_ON": 0},
    "fixed": {"BECAUSE": 0},
    "default": {"default_for": 0},
    "narrows": {"UNDER": 0},
    "given_record": {"with_fields": 9},  # where an author does so, or nothing else helps
    "given_case": {"with_fields": 9},
    "reserved": {"TO": 0},
    "codes": {"code_list": 0},
    "expectation": {"expect_value": 0, "expect_missing": 0},
    "cond": {"AND": 0, "OR": 0},
    "expect": {"AND": 0},
}
# What stands on a line of its own where the part before it takes more than one, or begins one.
_IN_STEP: Final = frozenset({"where", "HAS", "GIVES", "DONE_ON", "code_list"})
_LISTS: Final = frozenset({"cond", "expect"})
_QUANTIFIED: Final = frozenset({"quantified", "picked", "first_picked"})
_ALL_OR_NONE: Final = _LISTS | {"readings"}  # a line of these that is too long becomes a line for each

# In declarations that may stand on one line: the parts and words that begin a line of their own where they do not.
_APART: Final[Mapping[str, frozenset[str]]] = {
    "policy": frozenset({"edition", "statement_range"}),
    "pack": frozenset({"edition", "statement_range"}),
    "guidance": frozenset({"cites", "superseded"}),
    "wording": frozenset({"USE", "cites"}),
    "statement": frozenset({"NOT_EXECUTABLE"}),
    "reserved": frozenset({"cites"}),
    "situation": frozenset({"STRING"}),
}


def set_out(declaration: Production) -> Sheet:
    """The sheet of one declaration."""
    setting = _Setting()
    setting.declare(declaration)
    return setting.sheet


@define
class _Setting:
    """The sheet of a declaration, while it is being written."""

    sheet: Sheet = field(factory=Sheet)
    groups: int = 0
    is_unbroken: bool = False

    # ---- declarations and their clauses -----------------------------------------------------------------------------

    def declare(self, declaration: Production) -> None:
        """Set a whole declaration."""
        kind = declaration.kind
        apart: list[int] = []
        for is_clause, parts in groupby(declaration.parts, lambda part: self._is_clause(kind, part)):
            if not is_clause:
                self._put(_head(kind, list(parts)), INDENT if kind in ("use", "codes") else 2 * INDENT, 1, "")
                continue
            for part in parts:
                may_stay = _name(part) in _APART.get(kind, ())
                if may_stay:
                    apart.append(len(self.sheet.spots))
                self._clause(part, may_stay=may_stay)
        self.sheet.together.append(apart)
        self.sheet.spots[0].indent = 0

    def _is_clause(self, kind: str, part: Production | Leaf) -> bool:
        name = _name(part)
        if name in _APART.get(kind, ()):
            return True
        if kind in _CLAUSED:
            is_head = isinstance(part, Leaf) or (kind == "define" and name in _HEADS)
            return not is_head or (kind == "define" and name == "STRING")
        return name in ("field_decl", "header", "row") or (kind == "reference" and name == "cites")

    def _clause(self, part: Production | Leaf, *, may_stay: bool = False) -> None:
        at = len(self.sheet.spots)
        match part:
            case Production(kind="normally_body" | "rows_body"):
                self._body(part)
            case Production(kind="field_decl"):
                self._put(part, 2 * INDENT, 1, "")
                self.sheet.fields.append(Stretch(at, len(self.sheet.spots)))
            case Production(kind="header" | "row"):
                self._row(part)
            case _:
                self._put(part, 2 * INDENT, 1, "")
        first = self.sheet.spots[at]
        first.indent = INDENT
        first.begins_clause = True
        if may_stay:
            first.may_break = self._break(0)
        else:
            first.begins_line = True

    def _body(self, body: Production) -> None:
        for part in body.parts:
            if _name(part) in ("exception", "header", "row", "otherwise"):
                self._clause(part)
            else:
                self._put(part, 2 * INDENT, 1, body.kind)

    def _row(self, row: Production) -> None:
        bars = []
        self.is_unbroken = True
        for part in row.parts:
            if _name(part) == "VBAR":
                bars.append(len(self.sheet.spots))
            self._put(part, 2 * INDENT, 1, row.kind)
        self.is_unbroken = False
        cells = [Stretch(bar + 1, end) for bar, end in pairwise(bars)]
        if row.kind == "header":
            self.sheet.tables.append([])
        self.sheet.tables[-1].append(cells)

    # ---- all else ---------------------------------------------------------------------------------------------------

    def _put(self, part: Production | Leaf, base: int, depth: int, within: str) -> None:
        """Set a part whose lines, where it takes several, are indented by `base`."""
        if isinstance(part, Leaf):
            self._word(part, base, within)
            return
        is_list = part.kind in _LISTS
        several = is_list and sum(isinstance(p, Production) for p in part.parts) > 1
        before = _BEFORE.get(part.kind, {})
        group = self._new_group()
        opened = self.is_unbroken
        self.is_unbroken = opened or part.kind in _UNBROKEN
        start = len(self.sheet.spots)
        gaps: list[int] = []  # where a line may end, at this level
        steps: set[int] = set()  # those that keep step with what stands before them
        inside = base
        after_comma = False
        for child in part.parts:
            name = _name(child)
            at = len(self.sheet.spots)
            if name in _CLOSING:
                inside = base
            self._put(child, _base(child, inside, part.kind, several=several), depth + 1, part.kind)
            spot = self.sheet.spots[at]
            if after_comma or name in before:
                fills = part.kind not in _ALL_OR_NONE
                spot.may_break = self._break(depth + before.get(name, 0), group, fills, -1 if after_comma else 1)
                spot.indent = inside
                gaps.append(at)
                if part.kind != "exception" and (after_comma or is_list or name in _IN_STEP):
                    steps.add(at)
            after_comma = name == "COMMA" or (name == "COLON" and part.kind == "exception")
            if name in _OPENING:
                inside = base + INDENT
        self.is_unbroken = opened
        self._keep_step(part.kind, start, gaps, steps)

    def _keep_step(self, kind: str, start: int, gaps: list[int], steps: set[int]) -> None:
        bounds = [start, *gaps, len(self.sheet.spots)]
        for before, at, after in zip(bounds, bounds[1:], bounds[2:], strict=False):
            if at not in steps:
                continue
            self.sheet.follows.append((Stretch(at, after), at))
            self.sheet.follows.append((Stretch(before, at), at))
            if kind not in _LISTS and before in steps and self.sheet.spots[at - 1].leaf.type != "COMMA":
                self.sheet.chains.append((before, at))

    def _word(self, leaf: Leaf, base: int, within: str) -> None:
        text = str(leaf) if leaf.type == "STRING" else " ".join(leaf.split())
        before = self.sheet.spots[-1].leaf.type if self.sheet.spots else None
        is_close = (
            leaf.type in _CLOSE
            or before in _OPENING
            or (leaf.type == "FIELD" and within in _FIELDS)
            or (leaf.type == "LPAR" and within == "call")
        )
        self.sheet.spots.append(Spot(leaf, text, base, "" if is_close else " "))

    def _break(self, depth: int, group: int | None = None, fills: bool = False, beside: int = 0) -> Break | None:
        if self.is_unbroken:
            return None
        return Break(depth, self._new_group() if group is None else group, fills, beside)

    def _new_group(self) -> int:
        self.groups += 1
        return self.groups


def _base(child: Production | Leaf, base: int, within: str, *, several: bool) -> int:
    """How far the lines of a part go in: a bracket sees to that by itself."""
    match child:
        case Production(kind="bracketed") | Production(kind="negation", parts=(_, Production(kind="bracketed"))):
            return base
        case Production(kind="where"):
            return base + INDENT
        case Production(kind="cond"):
            return base + INDENT if within in _QUANTIFIED else base
        case Production() if several:
            return base + INDENT
        case _:
            return base


def _head(kind: str, parts: list[Production | Leaf]) -> Production:
    """What is no clause of a declaration; the codes of a list, which belong together, as one part of it."""
    codes = next((i for i, part in enumerate(parts) if _name(part) == "code"), len(parts))
    listed = (Production("code_list", tuple(parts[codes:])),) if codes < len(parts) else ()
    return Production(kind, (*parts[:codes], *listed))


def _name(part: Production | Leaf) -> str:
    return part.type if isinstance(part, Leaf) else part.kind

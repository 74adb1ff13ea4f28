"""Floor 2, front end: the productions of interpretations, reference data, words and scenarios to their trees."""

from hsb_policy.frontend.ast.data import (
    Always,
    Default,
    Expectation,
    Given,
    GivenField,
    GivenValue,
    Guidance,
    Interpretation,
    Narrows,
    ReadingChoice,
    Reference,
    Scenario,
    UnderReading,
    Wording,
)
from hsb_policy.frontend.ast.nodes import Cite, Text, TypeWords, Word
from hsb_policy.frontend.ast.rules import Row
from hsb_policy.frontend.build_expressions import possible, whole
from hsb_policy.frontend.build_words import (
    Children,
    Clause,
    clauses_of,
    field_word,
    first_text,
    leaves_of,
    span_of,
    text,
    word,
)
from hsb_policy.frontend.lexer import Leaf
from hsb_policy.values.days import parse_day, parse_moment, parse_partial

_READERS = {"DATE": parse_day, "PARTIAL_DATE": parse_partial, "MOMENT": parse_moment}
_KINDS = {"NUMBER": "number", "STRING": "text", "YES": "yes_no", "NO": "yes_no"}


class DataBuilder:
    """The productions of interpretations, reference data, words and scenarios."""

    # ---- interpretations

    def interpretation(self, children: Children) -> Interpretation:
        """Build a named switch for what the text leaves open."""
        clauses = clauses_of(children)
        return Interpretation(
            name=word(children[1]),
            label=text(children[2]),
            cites=clauses.all("cites"),
            readings=clauses.all("readings"),
            takes=clauses.one("takes"),
            defaults=clauses.all("defaults"),
            one_per=clauses.one("one_per"),
            narrows=clauses.all("narrows"),
            protects=clauses.one("protects"),
            fixed=clauses.one("fixed"),
            approved=clauses.one("approved"),
            span=span_of(children),
        )

    def readings(self, children: Children) -> Clause:
        """Build `readings a "…", b "…"`."""
        return Clause("readings", tuple(children[1::2]), span_of(children))

    def reading(self, children: Children) -> ReadingChoice:
        """Build one reading."""
        return ReadingChoice(word=children[0], label=first_text(children), span=span_of(children))

    def reading_name(self, children: Children) -> Word:
        """Build the name of a reading; the words of a force may name one."""
        return word(children[0])

    def reading_names(self, children: Children) -> tuple[Word, ...]:
        """Build `a, b`."""
        return tuple(children[::2])

    def takes(self, children: Children) -> Clause:
        """Build `takes number of months`."""
        return Clause("takes", (children[1],), span_of(children))

    def takes_type(self, children: Children) -> TypeWords:
        """Build a type that is not a number with a unit."""
        words: TypeWords = children[0]
        return words

    def default(self, children: Children) -> Clause:
        """Build `default V, W for RULE`."""
        place = span_of(children)
        rules: tuple[Word, ...] = children[-1] if type(children[-1]) is tuple else ()
        values = tuple(children[1:-1] if rules else children[1:])[::2]
        return Clause("defaults", (Default(values=values, rules=rules, span=place),), place)

    def default_for(self, children: Children) -> tuple[Word, ...]:
        """Build `for RULE, RULE`."""
        names: tuple[Word, ...] = children[1]
        return names

    def one_per(self, children: Children) -> Clause:
        """Build `one per rule`."""
        return Clause("one_per", (word(children[1]),), span_of(children))

    def narrows(self, children: Children) -> Clause:
        """Build `narrows S019 under established`."""
        place = span_of(children)
        cites = tuple(child for child in children if type(child) is Cite)
        return Clause("narrows", (Narrows(cites=cites, readings=children[-1], span=place),), place)

    def protects(self, children: Children) -> Clause:
        """Build `protects "…"`."""
        return Clause("protects", (text(children[1]),), span_of(children))

    def fixed(self, children: Children) -> Clause:
        """Build `fixed "…" because "…"`."""
        return Clause("fixed", ((text(children[1]), text(children[3])),), span_of(children))

    def approved(self, children: Children) -> Clause:
        """Build `approved by "…" on 2025-03-02`."""
        possible(children[3], parse_day)
        return Clause("approved", ((text(children[1]), word(children[3])),), span_of(children))

    # ---- reference data, words, invariants

    def reference(self, children: Children) -> Reference:
        """Build rows of reference data."""
        clauses = clauses_of(children)
        return Reference(
            name=word(children[1]),
            record=word(children[3]),
            label=first_text(children),
            cites=clauses.all("cites"),
            headers=clauses.all("headers"),
            rows=tuple(child for child in children if type(child) is Row),
            span=span_of(children),
        )

    def wording(self, children: Children) -> Wording:
        """Build words to avoid and the words to use instead."""
        *avoid, use = leaves_of(children, "STRING")
        name = Word(text=avoid[0][1:-1], span=avoid[0].span)
        return Wording(
            name=name,
            avoid=tuple(map(text, avoid)),
            use=text(use),
            cites=clauses_of(children).all("cites"),
            span=span_of(children),
        )

    def guidance(self, children: Children) -> Guidance:
        """Build a principle that no rule can execute."""
        clauses = clauses_of(children)
        return Guidance(
            name=word(children[1]),
            text=text(children[2]),
            cites=clauses.all("cites"),
            superseded_by=clauses.all("superseded_by"),
            span=span_of(children),
        )

    def superseded(self, children: Children) -> Clause:
        """Build `superseded by "…"`."""
        return Clause("superseded_by", (text(children[1]),), span_of(children))

    def always(self, children: Children) -> Always:
        """Build an invariant; its name is its text."""
        clauses = clauses_of(children)
        rule, never = clauses.one("never") or (None, ())
        return Always(
            name=_title(children[1]),
            cites=clauses.all("cites"),
            rule=rule,
            never=never,
            when=(*clauses.all("when"), *clauses.all("where")),
            span=span_of(children),
        )

    def never(self, children: Children) -> Clause:
        """Build `RULE is never overridden, departed`."""
        return Clause("never", ((word(children[0]), children[2]),), span_of(children))

    # ---- scenarios

    def situation(self, children: Children) -> Scenario:
        """Build the common part of several scenarios."""
        return _scenario(children, word(children[1]), is_situation=True)

    def scenario(self, children: Children) -> Scenario:
        """Build a scenario; its name is its title."""
        return _scenario(children, _title(children[1]), is_situation=False)

    def starting_from(self, children: Children) -> Clause:
        """Build `starting from SITUATION`."""
        return Clause("starting_from", (word(children[1]),), span_of(children))

    def judged_on(self, children: Children) -> Clause:
        """Build `judged on DAY`."""
        possible(children[1], parse_day)
        return Clause("judged_on", (word(children[1]),), span_of(children))

    def under_reading(self, children: Children) -> Clause:
        """Build `under the reading force.RULE is should`."""
        place = span_of(children)
        fields = leaves_of(children, "FIELD")
        values = tuple(child for child in children if type(child) is GivenValue)
        part = field_word(fields[0]) if fields else None
        reading = UnderReading(interpretation=word(children[1]), part=part, values=values, span=place)
        return Clause("readings", (reading,), place)

    def given_clause(self, children: Children) -> Clause:
        """Build `given …`."""
        return Clause("given", (children[1],), span_of(children))

    def given_record(self, children: Children) -> Given:
        """Build `child C1 with .birth_date 2012-03-02`."""
        names = leaves_of(children, "NAME")
        identity = word(names[1]) if len(names) > 1 else None
        fields = clauses_of(children).all("fields")
        return Given(kind="record", record=word(names[0]), id=identity, fields=fields, span=span_of(children))

    def given_none(self, children: Children) -> Given:
        """Build `no referrals`."""
        return Given(kind="none", record=word(children[1]), span=span_of(children))

    def given_case(self, children: Children) -> Given:
        """Build `case with .closed_on 2025-03-02`."""
        return Given(kind="case", fields=clauses_of(children).all("fields"), span=span_of(children))

    def with_fields(self, children: Children) -> Clause:
        """Build `with .field VALUE, .field VALUE`."""
        return Clause("fields", tuple(children[1::2]), span_of(children))

    def given_field(self, children: Children) -> GivenField:
        """Build `.field VALUE`."""
        return GivenField(name=field_word(children[0]), value=children[1], span=span_of(children))

    def given_value(self, children: Children) -> GivenValue:
        """Build a word, number, date, text, yes or no."""
        leaf: Leaf = children[0]
        if leaf.type in _READERS:
            return GivenValue(kind="date", text=possible(leaf, _READERS[leaf.type]), span=leaf.span)
        kind = _KINDS.get(leaf.type, "word")
        if kind == "number":
            whole(leaf, leaf.span)
        return GivenValue(kind=kind, text=leaf[1:-1] if kind == "text" else str(leaf), span=leaf.span)

    def given_list(self, children: Children) -> GivenValue:
        """Build `[VALUE, VALUE]`."""
        return GivenValue(kind="list", items=tuple(children[1:-1:2]), span=span_of(children))

    def given_embedded(self, children: Children) -> GivenValue:
        """Build `(.field VALUE, .field VALUE)`."""
        return GivenValue(kind="record", fields=tuple(children[1:-1:2]), span=span_of(children))

    def expect(self, children: Children) -> Clause:
        """Build `expect … and …`."""
        return Clause("expectations", tuple(children[1::2]), span_of(children))

    def expectation(self, children: Children) -> Expectation:
        """Build `RULE for child C1 is STATUS giving VALUE missing "PATH"`."""
        clauses = clauses_of(children)
        names = leaves_of(children, "NAME")
        return Expectation(
            rule=word(names[0]),
            about=clauses.all("about"),
            status=word(names[1]),
            value=clauses.one("value"),
            missing=clauses.all("missing"),
            span=span_of(children),
        )

    def expect_about(self, children: Children) -> Clause:
        """Build `for child C1, incident I1`."""
        names = [word(leaf) for leaf in leaves_of(children, "NAME")]
        return Clause("about", tuple(zip(names[::2], names[1::2], strict=True)), span_of(children))

    def expect_value(self, children: Children) -> Clause:
        """Build `giving VALUE`."""
        return Clause("value", (children[1],), span_of(children))

    def expect_missing(self, children: Children) -> Clause:
        """Build `missing "PATH"`."""
        return Clause("missing", tuple(map(text, children[1::2])), span_of(children))


def _title(leaf: Leaf) -> Word:
    return Word(text=leaf[1:-1], span=leaf.span)


def _scenario(children: Children, name: Word, *, is_situation: bool) -> Scenario:
    clauses = clauses_of(children)
    title: Text | None = first_text(children)
    return Scenario(
        name=name,
        is_situation=is_situation,
        title=title,
        starting_from=clauses.all("starting_from"),
        judged_on=clauses.all("judged_on"),
        readings=clauses.all("readings"),
        given=clauses.all("given"),
        expectations=clauses.all("expectations"),
        cites=clauses.all("cites"),
        span=span_of(children),
    )

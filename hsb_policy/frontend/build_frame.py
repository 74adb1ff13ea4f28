"""Floor 2, front end: the productions of a policy's frame and vocabulary to their trees."""

from hsb_policy.frontend.ast.frame import (
    CalendarChoice,
    Code,
    Codes,
    FieldDeclaration,
    Party,
    PolicyHead,
    Record,
    ReservedQuestion,
    Statement,
    Use,
)
from hsb_policy.frontend.ast.nodes import Word
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


class FrameBuilder:
    """The productions of a policy's frame and vocabulary."""

    # ---- the frame

    def policy(self, children: Children) -> PolicyHead:
        """Build the head of a policy."""
        clauses = clauses_of(children)
        return PolicyHead(
            name=word(children[1]),
            title=text(children[2]),
            editions=clauses.all("edition"),
            statement_ranges=clauses.all("statements"),
            span=span_of(children),
        )

    def pack(self, children: Children) -> PolicyHead:
        """Build the head of a pack, which names the policy that it belongs to."""
        clauses = clauses_of(children)
        return PolicyHead(
            name=word(children[1]),
            title=text(children[2]),
            editions=clauses.all("edition"),
            statement_ranges=clauses.all("statements"),
            pack_for=word(children[4]),
            span=span_of(children),
        )

    def edition(self, children: Children) -> Clause:
        """Build `edition "…"`."""
        return Clause("edition", (text(children[1]),), span_of(children))

    def statement_range(self, children: Children) -> Clause:
        """Build `statements S001 to S117`."""
        return Clause("statements", ((word(children[1]), word(children[3])),), span_of(children))

    def use(self, children: Children) -> Use:
        """Build `use vocabulary, interpretations`."""
        files: tuple[Word, ...] = tuple(children[1::2])
        place = files[0].span.to(files[-1].span)
        name = Word(text=", ".join(file.text for file in files), span=place)
        return Use(name=name, files=files, span=span_of(children))

    def file(self, children: Children) -> Word:
        """Build the name of a file, which may be a reserved word."""
        return word(children[0])

    def calendar(self, children: Children) -> CalendarChoice:
        """Build `calendar england`."""
        return CalendarChoice(name=word(children[1]), span=span_of(children))

    def statement(self, children: Children) -> Statement:
        """Build a statement of the procedure."""
        return Statement(
            name=word(children[1]),
            section=text(children[2]),
            summary=text(children[3]),
            not_executable=text(children[5]) if len(children) > 5 else None,
            span=span_of(children),
        )

    def party(self, children: Children) -> Party:
        """Build a party."""
        return Party(name=word(children[1]), label=text(children[2]), span=span_of(children))

    def reserved(self, children: Children) -> ReservedQuestion:
        """Build a question reserved to people."""
        return ReservedQuestion(
            name=word(children[1]),
            label=text(children[2]),
            parties=children[4],
            cites=clauses_of(children).all("cites"),
            span=span_of(children),
        )

    # ---- vocabulary

    def codes(self, children: Children) -> Codes:
        """Build a list of codes."""
        names = leaves_of(children, "NAME")
        return Codes(
            name=word(children[1]),
            label=first_text(children),
            includes=word(names[1]) if len(names) > 1 else None,
            codes=tuple(child for child in children if type(child) is Code),
            cites=clauses_of(children).all("cites"),
            span=span_of(children),
        )

    def code(self, children: Children) -> Code:
        """Build one code."""
        names = leaves_of(children, "NAME")
        return Code(
            word=word(names[0]),
            label=first_text(children),
            with_name=bool(leaves_of(children, "WITH_NAME")),
            also=word(names[1]) if len(names) > 1 else None,
            span=span_of(children),
        )

    def record(self, children: Children) -> Record:
        """Build a kind of record that stands in a list, by itself, or within others."""
        clauses = clauses_of(children)
        placement, place, singulars = clauses.one("placement") or ("embedded", None, ())
        return Record(
            name=word(children[1]),
            placement=placement,
            place=place,
            singulars=singulars,
            label=first_text(children),
            fields=tuple(child for child in children if type(child) is FieldDeclaration),
            cites=clauses.all("cites"),
            span=span_of(children),
        )

    def case(self, children: Children) -> Record:
        """Build the case's own fields."""
        fields = tuple(children[1:])
        return Record(
            name=word(children[0]),
            placement="case",
            place=None,
            singulars=(),
            label=None,
            fields=fields,
            span=span_of(children),
        )

    def in_list(self, children: Children) -> Clause:
        """Build `in children as child`."""
        return _placement("list", children, children[1:])

    def in_recording_list(self, children: Children) -> Clause:
        """Build `recorded in departures as departure`."""
        return _placement("recording", children, children[1:])

    def in_reference(self, children: Children) -> Clause:
        """Build `in reference contact_points as contact`."""
        return _placement("reference", children, children[2:])

    def as_the(self, children: Children) -> Clause:
        """Build `as the referrer`."""
        return _placement("single", children, children[1:])

    def singulars(self, children: Children) -> tuple[Word, ...]:
        """Build `as child, other_child`."""
        names: tuple[Word, ...] = children[1]
        return names

    def field_decl(self, children: Children) -> FieldDeclaration:
        """Build one field of a record."""
        clauses = clauses_of(children)
        asking = leaves_of(children, "ASK")
        texts = leaves_of(children, "STRING")
        ask = text(texts.pop()) if asking else None
        return FieldDeclaration(
            name=field_word(children[0]),
            type=children[1],
            label=text(texts[0]) if texts else None,
            ask=ask,
            named_by=clauses.one("named_by"),
            absent_means=clauses.one("absent_means"),
            gives_age=clauses.one("gives_age") is not None,
            starts_period=clauses.one("starts_period") is not None,
            ends_period=clauses.one("ends_period") is not None,
            cites=clauses.all("cites"),
            span=span_of(children),
        )

    def named_by(self, children: Children) -> Clause:
        """Build `named by .authority_name`."""
        return Clause("named_by", (field_word(children[1]),), span_of(children))

    def absent_means(self, children: Children) -> Clause:
        """Build `absent means no`."""
        return Clause("absent_means", (children[1],), span_of(children))

    def word(self, children: Children) -> Word:
        """Build a word that may also be yes or no."""
        return word(children[0])

    def gives_age(self, children: Children) -> Clause:
        """Build `gives age`."""
        return Clause("gives_age", (True,), span_of(children))

    def starts_period(self, children: Children) -> Clause:
        """Build `starts period`."""
        return Clause("starts_period", (True,), span_of(children))

    def ends_period(self, children: Children) -> Clause:
        """Build `ends period`."""
        return Clause("ends_period", (True,), span_of(children))


def _placement(kind: str, children: Children, rest: Children) -> Clause:
    singulars: tuple[Word, ...] = rest[1] if len(rest) > 1 else ()
    return Clause("placement", ((kind, word(rest[0]), singulars),), span_of(children))

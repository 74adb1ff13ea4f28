"""The frame of a policy and its vocabulary as written."""

from attrs import frozen

from hsb_policy.frontend.ast.nodes import Cite, Declaration, Node, Text, TypeWords, Word


@frozen(kw_only=True)
class PolicyHead(Declaration):
    """`policy NAME "title"`, its edition and the range of statement ids of its procedure."""

    title: Text
    editions: tuple[Text, ...] = ()
    statement_ranges: tuple[tuple[Word, Word], ...] = ()
    pack_for: Word | None = None


@frozen(kw_only=True)
class Use(Declaration):
    """`use vocabulary, interpretations`: the files of the folder that this file relies on."""

    files: tuple[Word, ...]


@frozen(kw_only=True)
class CalendarChoice(Declaration):
    """`calendar england`: the working days that deadlines count."""


@frozen(kw_only=True)
class Statement(Declaration):
    """One statement of the procedure: its section, the rule in our own words, and why it cannot be executed, if so."""

    section: Text
    summary: Text
    not_executable: Text | None = None


@frozen(kw_only=True)
class Party(Declaration):
    """Who has duties or is asked: `party childrens_services "children's social care"`."""

    label: Text


@frozen(kw_only=True)
class ReservedQuestion(Declaration):
    """A question reserved to people: `reserved J02 "…" to referring_professional`."""

    label: Text
    parties: tuple[Word, ...]
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Code(Node):
    """One word of a list of codes; `also` is another spelling that is read as this one."""

    word: Word
    label: Text | None = None
    with_name: bool = False
    also: Word | None = None


@frozen(kw_only=True)
class Codes(Declaration):
    """A list of codes; `includes` names another whose words it has too."""

    label: Text | None
    includes: Word | None
    codes: tuple[Code, ...]
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class FieldDeclaration(Node):
    """One field of a record."""

    name: Word
    type: TypeWords
    label: Text | None = None
    ask: Text | None = None
    named_by: Word | None = None
    absent_means: Word | None = None
    gives_age: bool = False
    starts_period: bool = False
    ends_period: bool = False
    cites: tuple[Cite, ...] = ()


@frozen(kw_only=True)
class Record(Declaration):
    """A kind of record; `placement` is "list", "recording", "reference", "single", "embedded" or "case"."""

    placement: str
    place: Word | None
    singulars: tuple[Word, ...]
    label: Text | None
    fields: tuple[FieldDeclaration, ...]
    cites: tuple[Cite, ...] = ()

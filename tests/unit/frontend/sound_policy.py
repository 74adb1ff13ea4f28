"""A sound policy with a little of everything, to which the tests add one mistake; and what the front end says of it."""

from attrs import frozen

from hsb_policy.core import ir
from hsb_policy.diagnostics.model import Diagnostic, Severity
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy

SOUND = """
policy small "A small policy"
    edition "first"
    statements S001 to S009
calendar england
party lead "the safeguarding lead"
party professionals "the professionals"
reserved J01 "Does this call for a referral?" to lead
    cites S002
codes Authority "local authority"
    north, south "the south", other with name
codes Place "place" includes Authority
    online
codes Colour "colour" cites S003
    green, amber also orange, red
record Child in children as child, other_child "child or young person"
    .id             text
    .birth_date     partial date gives age "date of birth"
    .sibling        Child "sibling"
    .looked_after   yes/no absent means no
    .authority      Authority named by .authority_name
    .authority_name text
    .homes          list of Home
    .first_home     Home
    .seen_at        open moment
    .visits         number
    .colours        list of Colour
record Home
    .from           date starts period
    .to             open date ends period
    .colour         Colour absent means orange
    .place          Place cites S004
record Referrer as the referrer
    .name           text
record Note in notes
    .on             date
    .words          answer
record Judgement recorded in judgements as judgement
    .question       text
    .child          Child
    .answer         answer
    .on             date
record Contact in reference contacts as contact
    .code           Colour
    .title          text
    .areas          list of Authority
    .area           Authority named by .area_name
    .area_name      text
    .since          open date
    .hours          hours
case
    .case_id        text
    .closed_on      open date
reference contacts of Contact "the contacts"
    | .code  | .title   | .areas       | .area | .area_name | .since     | .hours                | cites        |
    | orange | "first"  | north, south | other | "East"     | 2025-01-01 | "mon-fri 09:00-17:00" | S007, S008   |
    | red    | "second" | -            | -     | -          | -          | -                     | S008 to S009 |
interpretation trigger "Which colours count?"
    cites A01, S001
    readings all_of_them "all colours", red_only
    default all_of_them
    narrows S001, S002 to S003 under red_only
    protects "children"
interpretation age_at "On which day does an age count?"
    cites A02
    readings today, at_birth
    one per rule
    default today
    default at_birth for see_child, ask_lead
interpretation colours "Which colours?"
    cites A03
    takes list of Colour
    default orange, red
interpretation months "How many months?"
    cites A04
    takes number of months
    default 3
    approved by "A. Lead" on 2025-02-01
interpretation since "Since when?"
    cites A05
    takes date
    default 2025-01-01
interpretation opening "When is it open?"
    cites A06
    takes hours
    one per contacts
    default "mon-fri 10:00-12:00" for red
interpretation settled "Is anything left open?"
    cites A07
    fixed "nothing" because "the text says so"
define is_red for home: Home
    "the home is red"
    cites S003
    as home.colour is red
define lives_in_the_north for child: Child
    as child.authority is north and trigger is all_of_them and since is before as_at
duty see_child "See {child}"
    cites S001, A02
    for each child in children
    when some home in child.homes has is_red(home)
    professionals must "see {child}"
    met when child.seen_at has happened
    overrides ask_lead
question ask_lead "Is {child} to be referred?"
    cites S002
    for each child in children
    when lives_in_the_north(child) and count of (note in notes) is below months
    asks lead
    answered by J01
check opening_known "Contacts"
    cites S007, A06
    error
    fails when some contact in contacts has contact.code is one of colours and opening(contact) is not set
        and referrer.name is "nobody"
always "seeing comes first"
    cites S001
    see_child is never overridden
wording avoid "bad word", "naughty" use "good words"
    cites S005
guidance be_kind "Be kind." cites S006
    superseded by "a newer text"
situation one_child "one child at home"
    judged on 2025-03-20
    given child C1 with .birth_date 2012-03-02, .homes [(.from 2020-01-01, .colour red)]
scenario "A child in a red home is seen"
    cites S001
    starting from one_child
    expect see_child for child C1 is outstanding
"""


@frozen
class Found:
    """A message, with the text that it underlines and the texts it points at besides."""

    code: str
    underlined: str
    message: str
    help: tuple[str, ...]
    also: tuple[str, ...]
    diagnostic: Diagnostic


def compiled(*texts: str) -> tuple[ir.Policy | None, tuple[Found, ...]]:
    """A policy of several files, and all that is found in them."""
    files = [SourceFile(f"file{at}.policy", text) for at, text in enumerate(texts)]
    policy, found = compile_policy(files)
    return policy, tuple(_found(d, files) for d in found.items)


def sound(more: str = "") -> ir.Policy:
    """The sound policy, with more declarations that are sound as well."""
    policy, found = compiled(SOUND + more)
    assert policy is not None, found
    return policy


def changed(old: str, new: str) -> str:
    """The text of the sound policy with one part of it replaced."""
    assert SOUND.count(old) == 1, SOUND.count(old)
    return SOUND.replace(old, new)


def mistake_in(*texts: str) -> Found:
    """The only mistake of a policy; it is reason enough not to use it."""
    policy, found = compiled(*texts)
    mistakes = [f for f in found if f.diagnostic.severity is Severity.ERROR]
    assert len(mistakes) == 1, mistakes
    assert policy is None
    return mistakes[0]


def warning_in(*texts: str) -> Found:
    """The only message about a policy that can be used."""
    policy, found = compiled(*texts)
    assert len(found) == 1, found
    assert policy is not None
    return found[0]


def _found(diagnostic: Diagnostic, files: list[SourceFile]) -> Found:
    assert diagnostic.primary is not None
    texts = {file.name: file.text for file in files}
    labels = [diagnostic.primary, *diagnostic.secondary]
    underlined = [texts[label.span.file][label.span.start : label.span.end] for label in labels]
    return Found(diagnostic.code, underlined[0], diagnostic.message, diagnostic.help, tuple(underlined[1:]), diagnostic)

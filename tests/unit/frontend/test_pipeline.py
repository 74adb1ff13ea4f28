"""From files to a policy: heads and packs, the digest, and that order changes nothing."""

import re

import pytest
from attrs import fields
from hypothesis import given, settings
from hypothesis import strategies as st

from hsb_policy.core import ir
from hsb_policy.diagnostics.model import Severity
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy, digest_of
from tests.unit.frontend.sound_policy import SOUND, changed, compiled, mistake_in, sound

DECLARATIONS = [part.strip("\n") + "\n" for part in re.split(r"\n(?=[a-z])", SOUND) if part.strip()]

PACK = """
pack timescales "Statutory timescales" for small
    statements W001 to W002
duty see_child_soon "See {child} soon"
    cites W001
    for each child in children
    professionals must "see {child} soon"
    met when child.seen_at has happened
"""


def _policy(*files: SourceFile) -> ir.Policy:
    policy, found = compile_policy(files)
    assert policy is not None, found
    return policy


def test_a_policy_says_what_it_is() -> None:
    """Its name, title, edition, calendar, parties, statements, questions, principles and words."""
    policy = sound()

    assert (policy.name, policy.title, policy.edition) == ("small", "A small policy", "first")
    assert (policy.calendar, policy.packs) == ("england", ())
    assert policy.parties == {"lead": "the safeguarding lead", "professionals": "the professionals"}
    assert list(policy.statements) == [f"S00{n}" for n in range(1, 10)]
    assert policy.reserved["J01"] == ir.ReservedQuestionInfo(
        "J01", "Does this call for a referral?", ("lead",), ("S002",)
    )
    assert policy.guidance == (ir.GuidanceNote("be_kind", "Be kind.", ("S006",), ("a newer text",)),)
    assert policy.wording == (ir.WordingRule(("bad word", "naughty"), "good words", ("S005",)),)
    assert policy.carried_by_vocabulary == {"S003": ("Colour",), "S004": ("Home.place",)}
    assert [rule.name for rule in policy.rules] == ["ask_lead", "opening_known", "see_child"]
    assert [invariant.rule for invariant in policy.always] == ["see_child"]
    assert list(policy.functions) == ["is_red", "lives_in_the_north"]


def test_statements_have_the_words_that_are_declared_for_them() -> None:
    """A statement in the range of which nothing else is said is known by its id alone."""
    policy = sound('statement S004 "Places" "Where it is." not executable because "it says where only"')

    assert policy.statements["S004"] == ir.StatementInfo("S004", "Places", "Where it is.", "it says where only")
    assert policy.statements["S005"] == ir.StatementInfo("S005", "", "")


def test_a_policy_without_a_calendar_has_that_of_england() -> None:
    """The calendar may be left out."""
    policy, _ = compiled(changed("calendar england\n", ""))

    assert policy is not None
    assert policy.calendar == "england"


# ---- order


@settings(max_examples=15, deadline=None)
@given(
    order=st.permutations(DECLARATIONS), cuts=st.sets(st.integers(1, len(DECLARATIONS) - 1), max_size=3), data=st.data()
)
def test_the_order_of_declarations_and_files_changes_nothing(
    order: list[str], cuts: set[int], data: st.DataObject
) -> None:
    """However the declarations are ordered and cut into files, the policy is the same but for the digest of its text."""
    starts = [0, *sorted(cuts)]
    ends = [*sorted(cuts), len(order)]
    files = [
        SourceFile(f"f{at}.policy", "".join(order[a:b])) for at, (a, b) in enumerate(zip(starts, ends, strict=True))
    ]
    plain, found = compile_policy([SourceFile("one.policy", SOUND)])
    mixed, found_mixed = compile_policy(data.draw(st.permutations(files)))

    assert plain is not None
    assert mixed is not None
    assert found.items == found_mixed.items == ()
    assert _but_digest(mixed) == _but_digest(plain)


def _but_digest(policy: ir.Policy) -> list[tuple[str, object]]:
    """All of a policy but its digest; mappings with their order."""
    parts = [(field.name, getattr(policy, field.name)) for field in fields(ir.Policy) if field.name != "digest"]
    return [(name, list(part.items()) if isinstance(part, dict) else part) for name, part in parts]


def test_the_digest_is_that_of_the_text() -> None:
    """It names the text: the names and contents of the files, in whatever order they are read, however lines end."""
    a, b = SourceFile("a", "one\ntwo\n"), SourceFile("b", "three")

    assert digest_of([a, b]) == digest_of([b, a])
    assert digest_of([a, b]) == digest_of([SourceFile("a", "one\r\ntwo\r\n"), b])
    assert digest_of([a, b]) == digest_of([SourceFile("a", "one\rtwo\r"), b])
    assert digest_of([a, b]) != digest_of([a])
    assert digest_of([a, b]) != digest_of([SourceFile("a", "two\none\n"), b])
    assert digest_of([a, b]) != digest_of([SourceFile("c", a.text), b])
    assert digest_of([SourceFile("a", "bc")]) != digest_of([SourceFile("ab", "c")])
    assert re.fullmatch("sha256:[0-9a-f]{64}", digest_of([a]))


# ---- packs and heads


def test_a_pack_is_compiled_with_its_policy() -> None:
    """Its rules are the policy's, its statements too, and the policy says that it has it."""
    policy = _policy(SourceFile("small.policy", SOUND), SourceFile("timescales/timescales.policy", PACK))

    assert policy.packs == ("timescales",)
    assert (policy.name, policy.edition) == ("small", "first")
    assert "see_child_soon" in [rule.name for rule in policy.rules]
    assert "W002" in policy.statements


def test_a_pack_is_for_one_policy() -> None:
    """A pack for another policy is not taken in."""
    found = mistake_in(SOUND, PACK.replace("for small", "for large"))

    assert (found.code, found.underlined, found.also) == ("HSB-R461", "large", ("small",))
    assert found.message == "the pack `timescales` is for the policy `large`, and this is `small`"
    assert found.help == ("take a pack that is for `small`",)


def test_a_pack_alone_is_no_policy() -> None:
    """It says how to name the policy beside it."""
    head = PACK.split("duty")[0]
    found = mistake_in(head)

    assert (found.code, found.underlined) == ("HSB-R459", "timescales")
    assert found.message == "`timescales` is a pack, and a pack alone is no policy"
    assert found.help == ("name it beside its policy: `--policy small --pack timescales`",)


def test_two_packs_have_two_names() -> None:
    """The same pack twice is told as one name for two things."""
    found = mistake_in(SOUND, PACK, 'pack timescales "Again" for small')

    assert (found.code, found.underlined) == ("HSB-N250", "timescales")


def test_files_without_a_policy_get_one_message() -> None:
    """A folder in which no policy begins gets one clear message."""
    found = mistake_in('party lead "the lead"\nreserved J01 "What?" to lead\n    cites S001\n', "# nothing\n")

    assert found.code == "HSB-R459"
    assert found.message == "no file here begins a policy"
    assert found.help == ('write one: `policy name "Title"`, and below it `edition "…"`',)


def test_no_files_are_no_policy() -> None:
    """There is nothing to point at, and yet it is said."""
    policy, found = compile_policy([])

    assert policy is None
    assert [d.message for d in found.items] == ["there is no file here, so there is no policy"]


def test_a_policy_has_one_head() -> None:
    """The second is told, with the first."""
    found = mistake_in(SOUND, 'policy other "Another"')

    assert (found.code, found.underlined, found.also) == ("HSB-R460", "other", ("small",))
    assert found.message == "a policy has one head, and here is a second"


def test_a_policy_has_one_edition_and_one_calendar() -> None:
    """What stands twice is told."""
    edition = mistake_in(changed('edition "first"', 'edition "first"\n    edition "second"'))
    calendar = mistake_in(SOUND, "calendar england")

    assert (edition.code, edition.underlined) == ("HSB-R460", '"second"')
    assert edition.message == "`small` has two editions"
    assert calendar.code == "HSB-R460"
    assert calendar.message == "a policy counts its working days by one calendar, and here is a second"


def test_calendars_and_files_exist() -> None:
    """A calendar or a file that is not there is told, with the nearest that is."""
    calendar = mistake_in(changed("calendar england", "calendar englnad"))
    file = mistake_in(SOUND + "use file0, fiel0\n")
    none = compiled(SOUND + "use file0\n")[1]

    assert (calendar.code, calendar.underlined) == ("HSB-N262", "englnad")
    assert (calendar.message, calendar.help) == (
        "there is no calendar called `englnad`",
        ("did you mean `england`?",),
    )
    assert (file.code, file.underlined) == ("HSB-N261", "fiel0")
    assert (file.message, file.help) == ("there is no file `fiel0.policy` here", ("did you mean `file0`?",))
    assert none == ()


# ---- all stages in one run


def test_mistakes_of_all_stages_are_told_in_one_run() -> None:
    """A mistake in one declaration neither hides nor multiplies those in others."""
    broken = """
party nobody "nobody
codes Shade
    light, light
record Room
    .shade Shad
define odd for child: Child
    as child.nothing is yes
duty quick "Quick"
    cites S001
    for each child in children
    leader must "hurry"
    met when child.seen_at has happened
"""
    policy, found = compiled(SOUND, broken)

    assert policy is None
    errors = [f for f in found if f.diagnostic.severity is Severity.ERROR]
    assert [f.underlined for f in errors if f.code.startswith("HSB-S")] != []
    assert [f.underlined for f in errors if not f.code.startswith("HSB-S")] == ["light", "Shad", "nothing", "leader"]


UNREADABLE = [
    ('codes Colour "colour" cites S003', 'codes Colour "colour" cites S003,'),
    ("record Child in children as child, other_child", "record Child in children as as child, other_child"),
    ('party lead "the safeguarding lead"', "party lead the safeguarding lead"),
    ("define is_red for home: Home", "define is_red for home Home"),
    ('duty see_child "See {child}"', "duty see_child See {child}"),
    ('interpretation trigger "Which colours count?"', "interpretation trigger Which colours count?"),
    ('reserved J01 "Does this call for a referral?" to lead', 'reserved J01 "Does this call for a referral?"'),
    ('reference contacts of Contact "the contacts"', 'reference contacts Contact "the contacts"'),
    ('situation one_child "one child at home"', "situation one_child one child at home"),
    ('policy small "A small policy"', "policy small A small policy"),
    ("case\n    .case_id        text", "case\n    .case_id        text text text"),
    ("codes Colour", "code Colour"),
]


@pytest.mark.parametrize(("old", "new"), UNREADABLE, ids=[case[0].split(' "')[0] for case in UNREADABLE])
def test_what_cannot_be_read_has_no_consequences(old: str, new: str) -> None:
    """That other declarations name what could not be read is not told as well."""
    assert mistake_in(changed(old, new)).code.startswith("HSB-S")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_broken_policy_is_told_and_never_crashes(data: st.DataObject) -> None:
    """Whatever is left out, doubled or swapped in a policy, there are messages and no exception."""
    lines = SOUND.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        words = lines[at].split(" ")
        word = data.draw(st.integers(0, len(words) - 1))
        other = data.draw(st.sampled_from(SOUND.split()))
        words[word] = data.draw(st.sampled_from(["", other, f"{words[word]} {other}"]))
        lines[at] = " ".join(words)
    policy, found = compiled("".join(lines))

    assert (policy is None) == any(f.diagnostic.severity is Severity.ERROR for f in found)
    assert all(f.message and len(f.help) <= 2 for f in found)
    assert len({(f.code, f.message, f.diagnostic.primary) for f in found}) == len(found)

"""What is told about a policy as a whole: citations, words to avoid, overrides, and what nothing uses."""

import pytest

from hsb_policy.diagnostics.model import Severity
from tests.unit.frontend.sound_policy import SOUND, changed, compiled, mistake_in, warning_in


def test_a_sound_policy_has_no_messages() -> None:
    """Nothing is told of a policy that is as it should be."""
    policy, found = compiled(SOUND)

    assert policy is not None
    assert found == ()


# ---- citations

UNCITED = [
    (
        'permission look "Look" for each child in children professionals may "look at {child}"',
        "look",
        "a permission cites what it carries out of the procedure, and `look` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        'silence nothing_said "Nothing is said" for each child in children when child.looked_after',
        "nothing_said",
        "a silence cites what it carries out of the procedure, and `nothing_said` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        'check named "Named" query fails when referrer.name is not recorded',
        "named",
        "a check cites what it carries out of the procedure, and `named` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        'interpretation other "Which?" fixed "this" because "that"',
        "other",
        "an interpretation cites what it carries out of the procedure, and `other` cites nothing",
        "add `cites A02, S024`: its own id, and the statements that can be read in more than one way",
    ),
    (
        'guidance be_calm "Be calm."',
        "be_calm",
        "a principle cites what it carries out of the procedure, and `be_calm` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        'always "never so"\n    see_child is never departed',
        '"never so"',
        "an invariant cites what it carries out of the procedure, and `never so` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        'wording avoid "ugly" use "nice"',
        '"ugly"',
        "a rule on wording cites what it carries out of the procedure, and `ugly` cites nothing",
        "add `cites S019`, with the ids of the statements it carries",
    ),
    (
        "record Room in reference rooms\n    .code Colour\nreference rooms of Room\n    | .code |\n    | red |",
        "rooms",
        "a table of reference data cites what it carries out of the procedure, and `rooms` cites nothing",
        "add `cites S107`, or a column `cites` with the ids of each row",
    ),
]


@pytest.mark.parametrize(("more", "underlined", "message", "cure"), UNCITED, ids=[case[1] for case in UNCITED])
def test_what_carries_the_procedure_cites_it(more: str, underlined: str, message: str, cure: str) -> None:
    """Rules, interpretations, principles, invariants, rules on wording and reference data cite something."""
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == ("HSB-R450", underlined)
    assert found.message == message
    assert found.help == (cure,)


def test_a_table_may_cite_row_by_row() -> None:
    """A rule whose table has ids in each row cites enough."""
    more = """
table shade "The shade" gives Colour
    for each child in children
    | child.looked_after | gives | cites |
    | yes                | red   | S004  |
"""
    policy, found = compiled(SOUND + more)

    assert found == ()
    assert policy is not None


LOOK_UP = "look up which number the statement has in the edition `first`, and cite that one"

IDS = [
    (
        'guidance be_calm "Be calm." cites S010',
        *("S010", "the procedure has no statement `S010`"),
        (LOOK_UP,),
    ),
    (
        'guidance be_calm "Be calm." cites S01',
        *("S01", "the procedure has no statement `S01`"),
        ("did you mean `S001`?", LOOK_UP),
    ),
    (
        'guidance be_calm "Be calm." cites A20',
        *("A20", "no interpretation cites `A20`"),
        ("let the interpretation that answers it cite `A20`",),
    ),
    (
        'guidance be_calm "Be calm." cites J07',
        *("J07", "no question `J07` is reserved to anybody"),
        ('declare it: `reserved J07 "…" to PARTY`',),
    ),
    (
        'permission look "Look" cites S001, S099 for each child in children professionals may "look at {child}"',
        *("S099", "the procedure has no statement `S099`"),
        (LOOK_UP,),
    ),
    (
        "codes Shade cites S077\n    light",
        *("S077", "the procedure has no statement `S077`"),
        (LOOK_UP,),
    ),
    (
        "record Room\n    .on date cites S078",
        *("S078", "the procedure has no statement `S078`"),
        (LOOK_UP,),
    ),
    (
        'interpretation other "Which?" cites A20 readings one, two narrows S099 under two',
        *("S099", "the procedure has no statement `S099`"),
        (LOOK_UP,),
    ),
    (
        'question ask_more "Ask" cites S001 for each child in children asks lead answered by J01 consider S001, S088',
        *("S088", "the procedure has no statement `S088`"),
        (LOOK_UP,),
    ),
]


@pytest.mark.parametrize(("more", "underlined", "message", "cures"), IDS, ids=[case[0][:40] for case in IDS])
def test_every_cited_id_exists(more: str, underlined: str, message: str, cures: tuple[str, ...]) -> None:
    """Statements by the declared range, interpretations by who cites them, questions by who reserves them."""
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == ("HSB-N209", underlined)
    assert found.message == message
    assert found.help == cures


def test_the_statements_one_digit_away_are_told_with_their_words() -> None:
    """What they say tells a person which of them was meant; none is taken for the wrong one. Those cited in the same file go first."""
    words = "".join(f'statement S{n:03d} "Section" "Rule number {n} is followed."\n' for n in range(1, 10))

    found = mistake_in(SOUND + words + 'guidance more "More." cites S018\n')

    assert (found.code, found.underlined) == ("HSB-N209", "S018")
    assert found.help[0] == "one digit away, `S008`, cited in this file too, says “Rule number 8 is followed.”"


def test_beside_the_statements_one_digit_away_stands_what_the_rule_says_of_itself() -> None:
    """Whoever mends it sees in one place which of them the rule is about."""
    words = "".join(f'statement S{n:03d} "Section" "Rule number {n} is followed."\n' for n in range(1, 10))
    rule = (
        'check more "Rule number eight is kept"\n    cites S018\n    error\n'
        "    for each child in children\n    fails when child.id is not recorded\n"
    )

    found = next(d for d in compiled(SOUND + words + rule)[1] if d.code == "HSB-N209")

    assert found.help[0].startswith("the rule is “Rule number eight is kept”, and one digit away, `S008`")


def test_a_policy_that_declares_no_statements_is_told_so_once() -> None:
    """Not once for each id that is cited."""
    found = mistake_in(changed("    statements S001 to S009\n", ""))

    assert (found.code, found.underlined, found.also) == ("HSB-N209", "S002", ("small",))
    assert found.message == "`small` does not say which statements its procedure has"
    assert found.help == ("add to its head, for example, `statements S001 to S117`",)


def test_ids_in_reference_data_exist_too() -> None:
    """The column `cites` is looked at like any other citation."""
    found = mistake_in(changed("S007, S008   |", "S007, S018   |"))

    assert (found.code, found.underlined) == ("HSB-N209", "S018")


RANGES = [
    ("S005 to S003", "turn it round: `S003 to S005`"),
    ("S005 to A01", "write them one by one: `S005, A01`"),
]


@pytest.mark.parametrize(("written", "cure"), RANGES)
def test_a_range_goes_upwards_through_ids_of_one_kind(written: str, cure: str) -> None:
    """Otherwise nobody can tell what is cited."""
    found = mistake_in(SOUND + f'guidance be_calm "Be calm." cites {written}')

    assert (found.code, found.underlined) == ("HSB-R451", written)
    assert found.message == f"`{written}` is no range of ids"
    assert found.help == (cure,)


def test_the_parties_of_a_reserved_question_exist() -> None:
    """A question is reserved to somebody whom the policy knows."""
    found = mistake_in(SOUND + 'reserved J02 "What now?" to leader cites S001')

    assert (found.code, found.underlined) == ("HSB-N208", "leader")
    assert found.message == "there is no party called `leader`"
    assert found.help == ("did you mean `lead`?",)


# ---- words to avoid

AVOIDED = [
    ('guidance be_calm "No bad word here." cites S006', "bad word"),
    ('guidance be_calm "No Bad-Words here." cites S006', "Bad-Words"),
    ('guidance be_calm "Not naughty." cites S006', "naughty"),
    ('permission look "A naughty look" cites S001 for each child in children professionals may "look"', "naughty"),
    ('permission look "Look" cites S001 for each child in children professionals may "be naughty"', "naughty"),
    ('party naughty_people "naughty people"', "naughty"),
    ('record Room\n    .on date ask "When was it naughty?"', "naughty"),
    ('codes Shade\n    light "a naughty light"', "naughty"),
    ('statement S009 "The end" "Something naughty"', "naughty"),
    ('always "never naughty"\n    cites S001\n    see_child is never departed', "naughty"),
    (
        'scenario "A naughty child"\n    starting from one_child\n    expect see_child is outstanding',
        "naughty",
    ),
    (
        'interpretation other "What?" cites A20 readings one "the naughty one", two default one',
        "naughty",
    ),
    (
        'situation nobody\n    judged on 2025-01-01\n    given referrer with .name "Naughty Ned"',
        "Naughty",
    ),
    ('wording avoid "ugly" use "not naughty" cites S005', "naughty"),
]


@pytest.mark.parametrize(("more", "underlined"), AVOIDED, ids=[case[0][:40] for case in AVOIDED])
def test_words_to_avoid_are_found_in_every_text(more: str, underlined: str) -> None:
    """In labels, actions, questions, principles, titles, values; in small and large letters, one or several."""
    found = mistake_in(SOUND + more)

    assert (found.code, found.underlined) == ("HSB-R452", underlined)
    assert found.message == f"this policy avoids the words `{underlined}`"
    assert found.help == ("say `good words`",)


@pytest.mark.parametrize("text", ["naughtyness", "a bad sword", "badword", "the bad and the word"])
def test_words_within_words_are_other_words(text: str) -> None:
    """Only whole words count."""
    policy, _ = compiled(SOUND + f'guidance be_calm "{text}" cites S006')

    assert policy is not None


def test_of_words_within_words_to_avoid_the_longer_are_told() -> None:
    """`very naughty` is told once, as what it is."""
    more = 'wording avoid "very naughty" use "lively" cites S005\nguidance be_calm "Not very naughty" cites S006'
    _, found = compiled(SOUND + more)

    assert [(f.underlined, f.help) for f in found] == [("very naughty", ("say `lively`",))]


# ---- overrides


def test_a_circle_of_overrides_is_shown() -> None:
    """Rules that override each other would displace each other: the whole way round is told, once."""
    more = """
permission look "Look" cites S001 for each child in children professionals may "look" overrides see_child
"""
    text = changed("overrides ask_lead", "overrides ask_lead, look") + more
    found = mistake_in(text.replace("see_child is never overridden", "see_child is never departed"))

    assert (found.code, found.underlined, found.also) == ("HSB-R453", "see_child", ("look",))
    assert found.message == (
        "`look` overrides `see_child`, and `see_child` overrides `look`: where both apply, none is left"
    )
    assert found.help == (
        "if `look` should win, take `look` out of what `see_child` overrides",
        "if `see_child` should win, take `see_child` out of what `look` overrides",
    )


def test_of_a_circle_the_rule_that_an_invariant_keeps_is_to_win() -> None:
    """The policy says itself which of them is never overridden; that is the only cure, with the place that says so."""
    more = """
permission look "Look" cites S001 for each child in children professionals may "look" overrides see_child
"""
    found = mistake_in(changed("overrides ask_lead", "overrides ask_lead, look") + more)

    assert found.also == ("look", '"seeing comes first"')
    assert found.help == ("take `see_child`, which is never to be overridden, out of what `look` overrides",)


def test_a_longer_circle_is_shown_whole() -> None:
    """The circle goes by way of a third rule."""
    more = """
permission look "Look" cites S001 for each child in children professionals may "look" overrides see_child
"""
    text = changed("    answered by J01", "    answered by J01\n    overrides look") + more
    found = mistake_in(text)

    assert found.message == (
        "these rules override each other in a circle, so that none is left: ask_lead -> look -> see_child -> ask_lead"
    )
    assert found.also == ("see_child", "ask_lead", '"seeing comes first"')
    assert found.help == ("take `see_child`, which is never to be overridden, out of what `look` overrides",)


def test_rules_that_concern_nothing_in_common_meet_everywhere() -> None:
    """One outcome of the stronger rule would then displace all of the weaker, which is probably not meant."""
    more = """
permission look "Look" cites S001
    for each judgement in judgements
    about judgement
    professionals may "look"
    overrides see_child
"""
    found = warning_in(SOUND + more)

    assert (found.code, found.underlined) == ("HSB-R454", "see_child")
    assert found.message == (
        "`look` concerns `judgement` and `see_child` concerns `child`: "
        "with nothing in common, one outcome of `look` overrides all of `see_child`"
    )
    assert found.help == ("let both concern the same, with `about`",)


def test_a_rule_about_the_whole_case_may_override() -> None:
    """A rule without keys concerns all of the case, and that may well be meant."""
    more = 'permission look "Look" cites S001 professionals may "look" overrides see_child'

    assert compiled(SOUND + more)[1] == ()


# ---- never used

UNUSED = [
    ("define unused for child: Child\n    as child.looked_after", "unused", "the definition `unused`"),
    ("define unused for unused: Child\n    as unused.looked_after", "unused", "the definition `unused`"),
    ("codes Shade\n    light", "Shade", "the list of codes `Shade`"),
    ("record Room\n    .on date", "Room", "the kind of record `Room`"),
    ("record Room in rooms\n    .on date", "Room", "the kind of record `Room`"),
    ('party nobody "nobody"', "nobody", "the party `nobody`"),
    (
        'interpretation other "What?" cites A20 readings one, two default one',
        "other",
        "the interpretation `other`",
    ),
    (
        'interpretation force "How strong?" cites A20 readings will, should one per rule default will',
        "force",
        "the interpretation `force`",
    ),
]


@pytest.mark.parametrize(("more", "underlined", "what"), UNUSED, ids=[case[0][:40] for case in UNUSED])
def test_what_nothing_uses_is_told_as_a_warning(more: str, underlined: str, what: str) -> None:
    """The policy can be used nevertheless."""
    found = warning_in(SOUND + more)

    assert (found.code, found.underlined) == ("HSB-R455", underlined)
    assert found.message == f"nothing uses {what}"
    assert found.diagnostic.severity is Severity.WARNING


USED = [
    ("record Room recorded in rooms as room\n    .on date", "a recording list is read by the language"),
    (
        'reserved J02 "What now?" to lead\ndefine quiet\n    as no note in notes has note.on is as_at\n'
        'check noted "Noted" cites S001 query fails when quiet',
        "a definition and a reserved question need not cite anything",
    ),
    (
        'interpretation other "What?" cites A20 readings one, two default one\nguidance calm "Calm." cites A20',
        "whoever cites its id has written the reading down",
    ),
    (
        "define seen for child: Child\n    as child.seen_at has happened\n"
        'conclusion seen "Seen" cites S001 for each child in children gives yes/no concludes child.looked_after '
        "when seen(child)",
        "a rule may be called like the definition that it uses",
    ),
    (
        'interpretation force "How strong?" cites A20 readings will, should one per rule default will\n'
        'duty later "Later" cites S001 for each child in children professionals will "see {child}" '
        "met when child.seen_at has happened",
        "every duty worded `will` reads `force`",
    ),
]


@pytest.mark.parametrize("more", [case[0] for case in USED], ids=[case[1] for case in USED])
def test_what_may_be_used_is_not_told(more: str) -> None:
    """Where it cannot be known that nothing uses it, nothing is said."""
    assert compiled(SOUND + more)[1] == ()

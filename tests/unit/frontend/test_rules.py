"""Rules of every kind in the core IR, shown as text."""

from hsb_policy.core import ir
from hsb_policy.core.types import CodeType
from tests.unit.frontend.small_policy import compiled, rule_shown

DUTY = """
duty refer "Refer the child"
    cites S001 to S003, A05
    for each part in involvements where part.harmed
    about child: part.child, incident: part.incident
    when trigger is any_harm and is_young(child) and part.incident is incident
    professionals must "refer {child}"
    met when some r in referrals where r.child is child has r.kind is child_protection done on r.made_at
    met when nobody
    breached when child.looked_after
    overrides weaker, softer
silence softer "softer"
    cites S004
    when nobody
silence weaker "weaker"
    cites S004
    when nobody
"""


def test_a_duty() -> None:
    """What it ranges over, what it is about, when it holds, and every way to fulfil it."""
    assert rule_shown(DUTY) == (
        'duty refer "Refer the child"\n'
        "    statements S001, S002, S003\n"
        "    interpretations A03, A05\n"
        "    readings trigger\n"
        "    for each part in case.involvements\n"
        "    where part.harmed\n"
        "    about child: part.child\n"
        "    about incident: part.incident\n"
        "    when and(same(reading(trigger), 'any_harm'), is_young(child), same(part.incident, incident))\n"
        '    professionals must "refer {child}"\n'
        "    met when some r in case.referrals: and(same(r.child, child), same(r.kind, 'child_protection'))"
        " done on day_of(r.made_at)\n"
        "    met when nobody()\n"
        "    breached child.looked_after\n"
        "    overrides softer, weaker"
    )


def test_rules_stand_in_the_order_of_their_names() -> None:
    """The order of declarations decides nothing."""
    assert [rule.name for rule in compiled(DUTY).rules] == ["refer", "softer", "weaker"]


def test_without_about_an_outcome_concerns_the_variables_over_lists_with_keys() -> None:
    """The key is the variable's own name if it is one of the record's, else its singular."""
    shown = rule_shown("""
silence s "s"
    cites S001
    for each c in children, other_child in children, contact in contacts, x in c.residences
    when x.authority is stoke and contact.code is advice_only
""")

    assert [line.strip() for line in shown.splitlines() if "about" in line] == [
        "about child: c",
        "about other_child: other_child",
        "about contact: contact",
    ]


def test_about_may_name_a_variable_alone() -> None:
    """`about child` takes the variable of that name, and leaves out the others."""
    shown = rule_shown("""
silence s "s"
    cites S001
    for each child in children, incident in incidents
    about child
    when incident.colour is red
""")

    assert shown.count("about") == 1


def test_a_rule_without_for_each_has_one_outcome() -> None:
    """It concerns the case as a whole."""
    [rule] = compiled('silence s "s"\n    cites S001\n    when nobody\n    nearest "S002"').rules

    assert isinstance(rule, ir.Silence)
    assert (rule.binders, rule.about, rule.nearest) == ((), (), "S002")


def _deadline(unit: str, of: str, on: str) -> str:
    return f"""
duty act "act"
    cites S001
    for each referral in referrals
    professionals must "act"
    met when its own r in referrals has r.child is referral.child done on r.{on}
    arises on referral.{of}
    within {unit} of referral.{of}
"""


def test_a_deadline_in_days() -> None:
    """Moments count as their days, for the act, for what it arises on and for what the deadline counts from."""
    shown = rule_shown(_deadline("15 working days", "made_at", "made_at"))

    assert "its own r in case.referrals: same(r.child, referral.child) done on day_of(r.made_at)" in shown
    assert "arises on day_of(referral.made_at)\n" in shown
    assert "within 15 working days of day_of(referral.made_at)" in shown


def test_a_deadline_in_hours_keeps_the_moments() -> None:
    """Hours are counted between moments, to the minute."""
    shown = rule_shown(_deadline("24 hours", "made_at", "made_at"))

    assert "done on r.made_at" in shown
    assert "arises on referral.made_at\n" in shown
    assert "within 24 hours of referral.made_at" in shown


def test_a_deadline_that_an_interpretation_holds() -> None:
    """Its unit is the interpretation's, and the rule says that it reads it."""
    shown = rule_shown(_deadline("max_months", "received_on", "made_at"))

    assert "within reading(max_months) months of referral.received_on" in shown
    assert "readings max_months" in shown


def test_the_words_of_force() -> None:
    """`is recommended to` and `are recommended to` are one force."""
    for words, force in (("are recommended to", "recommended"), ("should  not", "should not"), ("will", "will")):
        text = f'duty d "d"\n    cites S001\n    professionals {words} "act"\n    breached when nobody'
        [duty] = compiled(text).rules
        assert isinstance(duty, ir.Duty)
        assert duty.force == force


SWITCH = """
interpretation force "How strong is a duty worded will?"
    cites A12
    readings will, should, recommended
    one per rule
    default will
duty d "d"
    cites S001
    professionals will "act"
    breached when nobody
duty e "e"
    cites S001
    professionals must "act"
    breached when nobody
"""


def test_a_duty_worded_will_has_a_switch() -> None:
    """Where the policy declares `force` one per rule; whoever lowers it may find a departure, so one is looked for."""
    result = compiled(SWITCH)
    will, must = result.rules

    assert not result.found
    assert isinstance(will, ir.Duty)
    assert isinstance(must, ir.Duty)
    assert will.force_switch is not None
    assert (will.force_switch.name, will.force_switch.part) == ("force", "d")
    assert will.departed is not None
    assert (will.readings, will.interpretations) == (("force",), ("A12",))
    assert (must.force_switch, must.departed, must.readings) == (None, None, ())


def test_a_permission() -> None:
    """What may be done, by whom."""
    shown = rule_shown('permission p "p"\n    cites S001\n    for each child in children\n    lead may "ask {child}"')

    assert shown.endswith('    lead may "ask {child}"')


CONCLUSION = """
conclusion c "c"
    cites S001
    for each child in children, contact in contacts
    gives Kind
    normally contact.code
    except when home(child) is stoke: silent
    cites those of contact
"""


def test_a_conclusion() -> None:
    """Its value sees what the outcome concerns; it may cite what a row of reference data cites."""
    shown = rule_shown(CONCLUSION)

    assert shown.splitlines()[0] == 'definition c "c"'
    assert (
        "    value choose(same(home(child), 'stoke') -> silent; else contact.code)\n    cites those of contact" in shown
    )


def test_a_table() -> None:
    """A conclusion by a table is of its own kind."""
    shown = rule_shown("""
table t "t"
    cites S001
    for each child in children
    gives Kind
    | child.authority | cites | gives       |
    | stoke           | S002  | advice_only |
    otherwise child_protection
""")

    assert shown.splitlines()[0] == 'table t "t"'
    assert shown.endswith(
        "value choose(same(child.authority, 'stoke') -> 'advice_only' [S002]; else 'child_protection')"
    )


CHECK = """
check k "k"
    cites S001
    query
    for each child in children
    a missing Child.looked_after counts as yes
    fails when child.looked_after and child.birth_date is not recorded
    point at child.birth_date, child.authority
"""


def test_a_check() -> None:
    """A closed field is read as what its absence counts as; in checks everything may be asked whether it is recorded."""
    shown = rule_shown(CHECK)

    assert shown.endswith(
        "    query when and(child.looked_after[missing counts as yes], not(is_recorded(child.birth_date)))\n"
        "    point at child.birth_date\n"
        "    point at child.authority"
    )


READING = """
define through for child: Child
    cites S009, A21
    as deeper(child)
define deeper for child: Child
    as age_at is today and child.looked_after
silence s "s"
    cites S001
    for each child in children
    when through(child)
silence t "t"
    cites S001
    when age_at is today
"""


def test_a_rule_names_what_it_reads_through_definitions() -> None:
    """Cited, read, and cited or read by the definitions that it applies, however deep; its own reading by its name."""
    through, itself = compiled(READING).rules

    assert through.readings == itself.readings == ("age_at",)
    assert through.interpretations == ("A04", "A21")
    assert itself.interpretations == ("A04",)
    assert through.statements == ("S001",)
    assert itself.when == ir.Compare(
        op="same",
        operands=(
            ir.Reading(name="age_at", part="t", type=CodeType("age_at")),
            ir.Literal(value="today", type=CodeType("age_at")),
        ),
    )


ALWAYS = """
always "nobody is left out"
    cites S001
    refer is never overridden, departed
    when child.looked_after
"""


def test_an_invariant() -> None:
    """Its condition sees what the rule's outcomes concern."""
    result = compiled(DUTY.replace("S001 to S003", "S001") + ALWAYS)
    [invariant] = result.always

    assert not result.found
    assert (invariant.rule, invariant.never, invariant.cites) == ("refer", ("departed", "overridden"), ("S001",))
    assert invariant.text == "nobody is left out"
    assert invariant.when is not None

"""The pack of statutory timescales: in order, whole, and silent unless somebody asks for it."""

from hsb_policy import load
from hsb_policy.engine.loading import compiled_with_scenarios
from hsb_policy.testing.scenarios import run_scenarios
from tests.cli.test_bad_input import run

PACK = "working_together"


def test_the_pack_is_in_order_beside_the_procedure() -> None:
    """No mistakes and no warnings; every statement of the guidance is carried."""
    checked = run("check", "hsb", "--pack", PACK)
    traced = run("trace", "hsb", "--pack", PACK)

    assert checked.exit_code == 0, checked.output
    assert "no mistakes, no warnings" in checked.output
    assert "123 of 123 statements" in traced.output


def test_every_timescale_is_tried_in_scenarios() -> None:
    """All scenarios come out as expected, and each rule of the pack applies in some and not in others."""
    policy = compiled_with_scenarios("hsb", (PACK,))
    mine = {rule.name for rule in policy.rules} - {rule.name for rule in load("hsb").compiled.rules}

    report = run_scenarios(policy)

    assert len(mine) == 6
    assert not report.failures
    assert not mine & {*report.never_applied, *report.always_applied}


def test_each_number_can_be_that_of_another_edition() -> None:
    """Every timescale is a reading with a number, and says that it has to be checked."""
    numbers = [i for i in load("hsb", packs=[PACK]).compiled.interpretations.values() if i.name.endswith("_within")]

    assert len(numbers) == 6
    assert all("check against the edition in force" in i.protects for i in numbers)


def test_without_the_pack_nobody_is_late() -> None:
    """The procedure sets no days: no rule of its own has a deadline in days."""
    assert not [rule for rule in load("hsb").compiled.rules if getattr(rule, "deadline", None) is not None]

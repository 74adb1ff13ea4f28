"""What is told about conditions and values that cannot be: the code, the underlined text, the message, the cure."""

import pytest

from hsb_policy.diagnostics.catalogue import CATALOGUE
from tests.unit.frontend.mistaken_conditions import MISTAKES
from tests.unit.frontend.small_policy import compiled, found_in, in_definition


@pytest.mark.parametrize(
    ("written", "code", "underlined", "message", "cure"), MISTAKES, ids=[f"{m[1]} {m[0]}" for m in MISTAKES]
)
def test_a_mistake_is_told_once_at_its_place_with_a_cure(
    written: str, code: str, underlined: str, message: str, cure: str | None
) -> None:
    """One fault, one message: what is wrong in the author's words, where, and what to write instead."""
    found = found_in(written)

    assert (found.code, found.underlined, found.message) == (f"HSB-{code}", underlined, message)
    assert (found.help[0] if found.help else None) == cure
    assert len(found.help) <= 2


@pytest.mark.parametrize("code", sorted({f"HSB-{m[1]}" for m in MISTAKES}))
def test_every_code_is_in_the_catalogue(code: str) -> None:
    """The catalogue names each code that is told."""
    assert code in CATALOGUE


CORRECTED = {
    "chld.looked_after": "child.looked_after",
    "child.looked_aftr": "child.looked_after",
    "incident.colour is ambr": "incident.colour is amber",
    "is_yung(child)": "is_young(child)",
    'incident.colour is "amber"': "incident.colour is amber",
    "some r in referals has r.child is child": "some r in referrals has r.child is child",
}


@pytest.mark.parametrize(("written", "corrected"), CORRECTED.items(), ids=CORRECTED)
def test_a_misspelt_name_has_a_safe_fix(written: str, corrected: str) -> None:
    """Applying the fix gives a policy without mistakes."""
    result = compiled(in_definition(written))
    fixed = result.fixed()

    assert fixed == in_definition(corrected)
    assert result.found[0].fix is not None
    assert result.found[0].fix.safe
    assert not compiled(fixed).found


def test_both_readings_of_mixed_words_are_offered() -> None:
    """The two ways to set brackets, long conditions cut short."""
    found = found_in("nobody or is_young(child) and (nobody or child.looked_after)")

    assert found.help == (
        "write `nobody or (is_young(child) and (nobody or child.looked_after))`",
        "or write `(nobody or is_young(child)) and (nobody or child.looked_after)`",
    )


CONSEQUENCES = [
    "chld.birth_date is before day",
    "age of chld on day is below 13",
    "is_yung(child) is one of amber, red",
    "some r in referals where r.kind is amber has r.child.name is 5",
    "latest (r in referals by r.made_at) gives r.kind or if none amber is red",
    "chld is amber",
    "incident.colour is one of ambr, incident.colour",
    "child.residenzes includes amber",
    "chld.authority has happened",
    "5 days after chld.birth_date is after as_at",
]


@pytest.mark.parametrize("written", CONSEQUENCES)
def test_no_consequence_of_a_mistake_is_told(written: str) -> None:
    """What follows from a mistake is not a second mistake."""
    assert found_in(written).code.startswith("HSB-N20")


def test_two_mistakes_are_told_in_one_run() -> None:
    """A mistake in one part does not hide those in the next."""
    result = compiled(in_definition("chld.looked_after and incident.colour is ambr and day.year is 5"))

    assert [f.underlined for f in result.found] == ["chld", "ambr", "year"]


def test_a_message_points_at_the_declaration() -> None:
    """Why something was expected is shown where it was declared."""
    result = compiled(in_definition("incident.colour is ambr"))
    [found] = result.found
    [label] = found.diagnostic.secondary

    assert (result.at(label.span), label.text) == ("Colour", "declared here")

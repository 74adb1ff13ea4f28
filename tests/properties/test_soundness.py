"""A checked policy and a valid case never crash the interpreter; the order of what is written changes nothing."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hsb_policy.core.status import ORDER
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend.pipeline import compile_policy
from hsb_policy.testing.strategies.cases import case_documents
from hsb_policy.testing.strategies.policies import policy_texts
from hsb_policy.testing.strategies.vocabulary import VOCABULARY
from tests.properties.deciding import compiled, decided, loaded


@given(policy_texts(), case_documents())
def test_a_checked_policy_decides_every_valid_case(declarations: list[str], document: dict[str, Any]) -> None:
    """Every outcome has a status of the language; one that cannot be told says what is missing and what is possible."""
    policy = compiled(declarations)

    for outcome in decided(policy, loaded(policy, document)).values():
        assert outcome.status in ORDER
        if outcome.status == "cannot_tell":
            assert outcome.missing
            assert outcome.possible
        else:
            assert not outcome.missing


@given(policy_texts(), case_documents(), st.randoms(use_true_random=False))
def test_the_order_of_declarations_and_files_changes_nothing(
    declarations: list[str], document: dict[str, Any], random: Any
) -> None:
    """The same declarations in another order, in one file or several, decide alike."""
    policy = compiled(declarations)
    shuffled = list(declarations)
    random.shuffle(shuffled)
    files = [SourceFile("a.policy", VOCABULARY)] + [SourceFile(f"{at}.policy", d) for at, d in enumerate(shuffled)]
    random.shuffle(files)
    other, _ = compile_policy(files)
    assert other is not None

    before, after = decided(policy, loaded(policy, document)), decided(other, loaded(other, document))

    assert before == after
    assert list(before) == list(after)


@given(policy_texts(), case_documents(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing_that_is_settled(
    declarations: list[str], document: dict[str, Any], random: Any
) -> None:
    """Records in another order decide alike, unless a rule asks for the first in record order."""
    if any("first in record order" in d or "its own" in d for d in declarations):
        return
    policy = compiled(declarations)
    shuffled = {k: random.sample(v, len(v)) if isinstance(v, list) else v for k, v in document.items()}

    before, after = decided(policy, loaded(policy, document)), decided(policy, loaded(policy, shuffled))

    assert {k: (o.status, o.due) for k, o in before.items()} == {k: (o.status, o.due) for k, o in after.items()}

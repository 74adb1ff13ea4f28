"""Floor 4: Hypothesis strategies for those who test a policy, and what embeds it, with more cases than anybody writes.

    from hypothesis import given
    from hsb_policy import load
    from hsb_policy.testing.strategies import case_documents

    POLICY = load("policies/ours")

    @given(case_documents(POLICY))
    def test_whatever_the_record_says(document):
        decision = POLICY.decide(document)
        ...

`case_documents` and `readings` are published. The other modules make random
policies, for those who work on the language itself. Hypothesis is imported in this package only; it is no dependency of the
library (`pip install "hsb-policy[testing]"`).
"""

from hsb_policy.testing.strategies.published import case_documents, readings

__all__ = ["case_documents", "readings"]

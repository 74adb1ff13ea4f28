"""Floor 4: the strategies that are published: cases of any policy, near its constants; and its readings."""

from typing import Any

from hypothesis import strategies as st

from hsb_policy.engine.interpretations import Interpretation
from hsb_policy.engine.policy import Policy
from hsb_policy.testing.strategies.documents import documents
from hsb_policy.testing.strategies.near import pools_near


def case_documents(
    policy: Policy, *, near: Policy | None = None, most: int = 2, missing: float = 0.15
) -> st.SearchStrategy[dict[str, Any]]:
    """Random case files that follow the vocabulary of a policy: `policy.case` takes each of them.

    Days, births and numbers are drawn near the constants of the policy (or of `near`, for example one with another reading or
    a changed rule): a child is 13 on the day, the day before and the day after far more often than by chance. Facts are of
    all four states: about `missing` of them not recorded, not known, or known in part only. A list has at most `most` records.
    Names, workers and other texts are a few short ids, so that records meet.
    """
    if not 0 <= missing < 1:
        raise ValueError(
            f"`missing` is the share of facts that are missing, from 0 up to, not including, 1: not {missing}"
        )
    if most < 1:
        raise ValueError(f"`most` is how many records a list has at most: 1 or more, not {most}")
    pools = pools_near((near or policy).compiled, most=most, missing=missing)
    return documents(policy.compiled.schema, pools)


def readings(policy: Policy) -> st.SearchStrategy[dict[str, Any]]:
    """Random choices of readings, as `Policy.with_readings` takes them: for some interpretations, one of those they have.

    What takes a word or a yes or no is chosen; numbers, days, hours and lists, which have no readings to draw from, are left
    at their defaults.
    """
    choices = {
        i.name: _choice(i) for i in policy.interpretations if i.fixed is None and (i.readings or i.takes == "yes/no")
    }
    return st.fixed_dictionaries({}, optional=choices)


def _choice(interpretation: Interpretation) -> st.SearchStrategy[Any]:
    whole: st.SearchStrategy[Any] = (
        st.sampled_from(sorted(interpretation.readings)) if interpretation.readings else st.booleans()
    )
    if not interpretation.parts:
        return whole
    return whole | st.dictionaries(st.sampled_from(interpretation.parts), whole, min_size=1, max_size=2)

"""Floor 3: which outcomes an explanation is asked for: those of a rule, a statement or a reserved question, about certain things."""

from collections.abc import Iterable, Mapping

from hsb_policy.core import ir
from hsb_policy.core.decision import Decision, Outcome
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.engine.errors import ExplanationError

_SHOWN = 8  # names in a message


def asked_for(policy: ir.Policy, decision: Decision, wanted: str, about: Mapping[str, str]) -> tuple[Outcome, ...]:
    """The outcomes of a rule (or of all that cite a statement or a question) about these; those that do not apply come last.

    None where the case records nothing that the rules range over. Raises ExplanationError.
    """
    rules = _rules(policy, wanted)
    keys = {key.name for rule in rules for key in rule.about}
    for key in about:
        if key not in keys:
            raise _no_such_key(wanted, key, keys)
    names = {rule.name for rule in rules}
    own = [o for o in decision.outcomes if o.rule in names]
    found = [o for o in own if all(o.about.get(key) == id_ for key, id_ in about.items())]
    if own and not found:
        raise _no_such_outcome(wanted, about, own)
    return tuple(sorted(found, key=lambda o: o.status in ("not_applicable", "passed")))


def _rules(policy: ir.Policy, wanted: str) -> list[ir.AnyRule]:
    named = [rule for rule in policy.rules if rule.name == wanted]
    if named:
        return named
    cited = [rule for rule in policy.rules if wanted in _ids(policy, rule)]
    if cited:
        return cited
    if wanted in policy.statements:
        reason = policy.statements[wanted].not_executable
        why = f": {reason}" if reason else ""
        raise _fault(
            "HSB-D593", f"no rule carries `{wanted}`{why}", "`hsb-policy trace` says what carries each statement"
        )
    names = [rule.name for rule in policy.rules]
    near = nearest(wanted, [*names, *policy.statements, *policy.reserved])
    cure = f"did you mean `{near}`?" if near else "`hsb-policy decide CASE --format json --all` names every rule"
    raise _fault("HSB-D593", f"the policy has no rule, statement or question `{wanted}`", cure)


def _ids(policy: ir.Policy, rule: ir.AnyRule) -> set[str]:
    cited = {*rule.statements, *rule.interpretations}
    if isinstance(rule, ir.Question):
        cited.add(rule.judgement)
    if isinstance(rule, ir.Conclusion) and isinstance(rule.value, ir.Choose):
        cited |= {id_ for branch in rule.value.branches for id_ in branch.cites}
    return cited


def _no_such_key(wanted: str, key: str, keys: Iterable[str]) -> ExplanationError:
    known = sorted(keys)
    if not known:
        return _fault("HSB-D594", f"`{wanted}` is about the case as a whole, not about a `{key}`", "leave `about` out")
    near = nearest(key, known)
    cure = f"did you mean `{near}`?" if near else f"it is about: {', '.join(known)}"
    return _fault("HSB-D594", f"`{wanted}` is not about a `{key}`", cure)


def _no_such_outcome(wanted: str, about: Mapping[str, str], own: list[Outcome]) -> ExplanationError:
    for key, id_ in about.items():
        ids = list(dict.fromkeys(o.about[key] for o in own if key in o.about))
        if id_ not in ids:
            near = nearest(id_, ids)
            cures = [f"did you mean `{near}`?"] if near else []
            cures.append(f"it is about: {_listed(ids)}" if ids else f"on this case it is about no {key}")
            return _fault("HSB-D594", f"on this case `{wanted}` is about no {key} of that id", *cures)
    told = [", ".join(f"{k}={v}" for k, v in o.about.items()) for o in own]
    return _fault("HSB-D594", f"on this case `{wanted}` is not about these together", f"it is about: {_listed(told)}")


def _listed(words: list[str]) -> str:
    more = len(words) - _SHOWN
    return ", ".join(words[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _fault(code: str, message: str, *cures: str) -> ExplanationError:
    return ExplanationError(Diagnostics((Diagnostic(code=code, message=message, help=cures),)))

"""Other engines that install from PyPI, each given the reference work in its own language; run in an environment of their own.

`python -m benchmarks.peers ENGINE` prints the microseconds that a case takes, and on how many of 500 cases the engine disagrees with
plain Python. All rules are made from one tree of conditions. Where the rules of an engine cannot ask each other within one call, the
conditions that they share are written out in each.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.reference_work import Facts, cases, two_valued
from benchmarks.timing import microseconds

Tree = tuple[Any, ...]
Engine = Callable[[Facts], dict[str, Any]]


def fact(name: str) -> Tree:
    """A fact of the case."""
    return ("fact", name)


def told(name: str) -> Tree:
    """What another rule decided."""
    return ("told", name)


def is_(name: str, word: Any) -> Tree:
    """Whether a fact has this value."""
    return ("==", fact(name), ("word", word))


def between(name: str, low: int, high: int) -> Tree:
    """Whether a number lies between two others, both included."""
    return ("and", (">=", fact(name), ("word", low)), ("<=", fact(name), ("word", high)))


def chosen(*branches: tuple[Tree, Any], otherwise: Any) -> Tree:
    """The value of the first branch that holds."""
    tree: Tree = otherwise if isinstance(otherwise, tuple) else ("word", otherwise)
    for condition, value in reversed(branches):
        tree = ("if", condition, value if isinstance(value, tuple) else ("word", value), tree)
    return tree


REFERRAL, JUDGEMENT, NO_ACTION = (
    told("s01_referral_required"),
    told("s02_professional_judgement"),
    told("s03_no_further_action"),
)
VICTIM, HARMER, ENQUIRY, RISK = fact("victim_age"), fact("harmer_age"), fact("section47"), fact("at_risk")
THEIRS, OURS, ITS = fact("harmer_authority"), fact("victim_authority"), fact("incident_authority")
MALE = is_("harmer_gender", "male")

TREE: dict[str, Tree] = {
    "s01_referral_required": (
        "or",
        ("and", ("<", VICTIM, ("word", 13)), fact("sexually_harmed")),
        is_("behaviour", "red"),
    ),
    "s02_professional_judgement": ("and", is_("behaviour", "amber"), ("not", REFERRAL)),
    "s03_no_further_action": ("and", is_("behaviour", "green"), ("not", REFERRAL)),
    "s04_similar_age_consensual": (
        "and",
        fact("mutually_agreed"),
        ("not", fact("exploitative")),
        between("victim_age", 13, 17),
        between("harmer_age", 13, 17),
        ("<=", ("-", VICTIM, HARMER), ("word", 2)),
        ("<=", ("-", HARMER, VICTIM), ("word", 2)),
    ),
    "s05_chair_authority": ("if", ("!=", THEIRS, OURS), ITS, OURS),
    "s06_combined_meeting": ("and", REFERRAL, fact("same_household"), ("==", THEIRS, OURS)),
    "s07_separate_workers_breach": ("and", ENQUIRY, ("==", fact("victim_worker"), fact("harmer_worker"))),
    "s08_eligible": (
        "and",
        between("harmer_age", 5, 17),
        ("or", is_("harmer_ld", "none"), is_("harmer_ld", "mild"), is_("harmer_ld", "moderate")),
        ("not", fact("disability_prevents")),
    ),
    "s09_programme": chosen(
        (
            ("or", ("and", MALE, between("harmer_age", 5, 11)), ("and", ("not", MALE), told("s08_eligible"))),
            "tailored",
        ),
        (("and", MALE, between("harmer_age", 12, 17), is_("harmer_ld", "none")), "change_for_good"),
        otherwise="no_programme",
    ),
    "s10_assessment_tool": chosen((("<", HARMER, ("word", 12)), "aim_u12"), otherwise="aim2"),
    "s11_conference": ("and", ENQUIRY, RISK),
    "s12_multi_agency_meeting": ("and", ENQUIRY, ("not", RISK)),
    "s13_consider_removal": ("and", fact("same_household"), ("<", VICTIM, HARMER), REFERRAL),
    "s14_information_sharing": chosen((fact("by_a_professional"), "full"), otherwise="limited"),
    "s15_child_in_need_plan": ("and", fact("meets_threshold"), ("not", ENQUIRY)),
    "s16_early_help": ("and", ("not", fact("meets_threshold")), ("not", ENQUIRY), ("or", JUDGEMENT, NO_ACTION)),
    "s17_harmer_assessment": (
        "and",
        REFERRAL,
        (">=", HARMER, ("word", 10)),
        ("not", told("s04_similar_age_consensual")),
    ),
    "s18_out_of_area": ("or", ("!=", THEIRS, ITS), ("!=", OURS, ITS)),
    "s19_escalate": ("or", told("s07_separate_workers_breach"), ("and", told("s13_consider_removal"), RISK)),
    "s20_priority": chosen(
        (("and", REFERRAL, RISK), "immediate"),
        (("or", REFERRAL, ENQUIRY), "high"),
        (JUDGEMENT, "medium"),
        otherwise="low",
    ),
}


def written_out(tree: Tree) -> Tree:
    """The tree with what other rules decide written out."""
    match tree[0]:
        case "told":
            return written_out(TREE[tree[1]])
        case "fact" | "word":
            return tree
        case _:
            return (tree[0], *map(written_out, tree[1:]))


def infix(tree: Tree, words: dict[str, str], of_told: Callable[[str], str] = str) -> str:
    """The tree as most languages write it."""
    kind, *parts = tree
    match kind:
        case "fact":
            return str(parts[0])
        case "told":
            return of_told(parts[0])
        case "word":
            return json.dumps(parts[0])
        case "not":
            return f"{words['not']}({infix(parts[0], words, of_told)})"
        case "if":
            condition, yes, no = (infix(p, words, of_told) for p in parts)
            return f"({condition} ? {yes} : {no})"
        case _:
            return f"({f' {words.get(kind, kind)} '.join(infix(p, words, of_told) for p in parts)})"


SIGNS = {"and": "&&", "or": "||", "not": "!"}
WORDS = {"and": "and", "or": "or", "not": "not "}


def json_logic(tree: Tree) -> Any:
    """The tree as JSONLogic writes it."""
    kind, *parts = tree
    match kind:
        case "fact" | "told":
            return {"var": parts[0]}
        case "word":
            return parts[0]
        case "not":
            return {"!": [json_logic(parts[0])]}
        case _:
            return {kind: [json_logic(p) for p in parts]}


# ---- engines: each is imported only in its own process --------------------------------------------------------------
def datalogic() -> Engine:
    """datalogic-py: one rule that gives an object, all written out."""
    import datalogic_py  # noqa: PLC0415

    engine = datalogic_py.Engine(templating=True)
    rule = engine.compile({name: json_logic(written_out(tree)) for name, tree in TREE.items()})
    session = engine.session()
    return lambda facts: dict(session.evaluate(rule, facts))


def cel_in_rust() -> Engine:
    """common-expression-language: one expression that gives a map, all written out."""
    import cel  # noqa: PLC0415

    entries = (f"{json.dumps(name)}: {infix(written_out(tree), SIGNS)}" for name, tree in TREE.items())
    program = cel.compile("{" + ", ".join(entries) + "}")
    return lambda facts: dict(program.execute(facts))


def cel_in_python() -> Engine:
    """cel-python, compiled: twenty programs, each result added to what the next may read."""
    import celpy  # noqa: PLC0415
    from celpy.adapter import json_to_cel  # noqa: PLC0415

    env = celpy.Environment(runner_class=celpy.CompiledRunner)
    programs = [(name, env.program(env.compile(infix(tree, SIGNS)))) for name, tree in TREE.items()]

    def run(facts: Facts) -> dict[str, Any]:
        known = {name: json_to_cel(value) for name, value in facts.items()}
        found: dict[str, Any] = {}
        for name, program in programs:
            value = known[name] = program.evaluate(known)
            found[name] = str(value) if isinstance(value, str) else bool(value)
        return found

    return run


def zen_engine() -> Engine:
    """zen-engine: one expression node."""
    import zen  # noqa: PLC0415

    def node(id_: str, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        return {"id": id_, "name": id_, "type": kind, "position": {"x": 0, "y": 0}, "content": content}

    expressions = [
        {"id": name, "key": name, "value": infix(tree, WORDS, lambda other: f"$.{other}").replace('"', "'")}
        for name, tree in TREE.items()
    ]
    model = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            node("i", "inputNode", {}),
            node("e", "expressionNode", {"expressions": expressions, "passThrough": False}),
            node("o", "outputNode", {}),
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "i", "targetId": "e"},
            {"id": "2", "type": "edge", "sourceId": "e", "targetId": "o"},
        ],
    }
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(model)))
    return lambda facts: dict(decision.evaluate(facts)["result"])


def rule_engine() -> Engine:
    """rule-engine: twenty rules, each result added to what the next may read."""
    import rule_engine as engine  # noqa: PLC0415

    rules = [(name, engine.Rule(infix(tree, WORDS))) for name, tree in TREE.items()]

    def run(facts: Facts) -> dict[str, Any]:
        known, found = dict(facts), {}
        for name, rule in rules:
            known[name] = found[name] = rule.evaluate(known)
        return found

    return run


def json_logic_qubit() -> Engine:
    """json-logic-qubit: twenty rules, each result added to what the next may read."""
    from json_logic import jsonLogic  # noqa: PLC0415

    rules = [(name, json_logic(tree)) for name, tree in TREE.items()]

    def run(facts: Facts) -> dict[str, Any]:
        known, found = dict(facts), {}
        for name, rule in rules:
            known[name] = found[name] = jsonLogic(rule, known)
        return found

    return run


ENGINES: dict[str, tuple[str, Callable[[], Engine]]] = {
    "datalogic-py": ("datalogic-py==5.9.0", datalogic),
    "common-expression-language": ("common-expression-language==0.10.0", cel_in_rust),
    "zen-engine": ("zen-engine==2.1.3", zen_engine),
    "rule-engine": ("rule-engine==5.1.0", rule_engine),
    "json-logic-qubit": ("json-logic-qubit==0.9.1", json_logic_qubit),
    "cel-python": ("cel-python==0.5.0", cel_in_python),
}


def main() -> None:
    """Verify and time one engine."""
    run = ENGINES[sys.argv[1]][1]()
    some = cases(500, 0.0)
    differ = sum(run(facts) != two_valued(facts) for facts in some)
    print(json.dumps({"us": microseconds(run, cases(2000, 0.0)), "differ": differ}))


if __name__ == "__main__":
    main()

"""A small policy to try conditions, definitions and rules in, and what the front end finds wrong in it."""

from collections.abc import Mapping
from functools import cache

from attrs import evolve, frozen

from hsb_policy.core import ir
from hsb_policy.core.show import show_expression, show_rule
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Fix
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.always import lower_always
from hsb_policy.frontend.declare import declare
from hsb_policy.frontend.definitions import lower_definitions
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.rules import lower_rules

ADDED = "small.policy"

VOCABULARY = """
policy small "A small policy" edition "1" statements S001 to S020
codes Authority "local authority"
    stoke, staffs, other with name
codes Place "place" includes Authority
    online
codes Colour "colour"
    green, amber also orange, red
codes Kind "kind"
    child_protection, advice_only
record Child in children as child, other_child
    .id            text
    .birth_date    partial date gives age
    .looked_after  yes/no
    .authority     Authority
    .residences    list of Residence
record Residence
    .authority     Authority
    .from          date starts period
    .to            open date ends period
record Incident in incidents as incident
    .id            text
    .occurred_on   partial date
    .place         Place
    .colour        Colour
    .lights        list of Light
record Light
    .colour        Colour
    .on            date
record Involvement in involvements as involvement
    .id            text
    .child         Child
    .incident      Incident
    .harmed        yes/no
record Referral in referrals as referral
    .id            text
    .child         Child
    .made_at       open moment
    .received_on   date
    .kind          Kind
    .outcomes      list of Kind
    .sessions      number
    .worker        text
record Referrer as the referrer
    .professional  yes/no
record Judgement recorded in judgements as judgement
    .question      text
    .child         Child
    .incident      Incident
    .answer        answer
    .on            date
record Departure recorded in departures as departure
    .statement       text
    .child           Child
    .incident        Incident
    .reason_recorded yes/no absent means no
    .on              date
record Contact in reference contacts as contact
    .code          Kind
    .hours         hours
reference contacts of Contact
    | .code            | .hours                  | cites |
    | child_protection | "mon-fri 09:00-17:00"   | S007  |
case
    .case_id       text
    .closed_on     open date
party professionals "professionals"
party lead "safeguarding lead"
reserved J02 "Does this call for a referral?" to lead
reserved J13 "Is the child at risk?" to lead
interpretation trigger "Which harm counts?"
    cites A03
    readings any_harm, established
    default any_harm
interpretation age_at "On which day does an age count?"
    cites A04
    readings at_behaviour, today
    one per rule
    default at_behaviour
interpretation max_months "How many months apart?"
    cites A05
    takes number of months
interpretation some_number "How many?"
    cites A05
    takes number
interpretation sources "Who is a professional?"
    cites A21
    takes list of Kind
    default advice_only
interpretation opening "When is it open?"
    cites A40
    takes hours
    one per contacts
interpretation settled "What is settled?"
    cites A18
    fixed "this" because "the text says so"
define is_young for child: Child
    cites A05
    as child.looked_after
define home for child: Child gives Authority
    normally child.authority
define nobody
    as no child in children has child.looked_after
"""


@frozen
class Found:
    """A message, with the text that it underlines."""

    code: str
    underlined: str
    message: str
    help: tuple[str, ...]
    fix: Fix | None
    diagnostic: Diagnostic


@frozen
class Compiled:
    """What came of a policy."""

    functions: dict[str, ir.Function]
    rules: tuple[ir.AnyRule, ...]
    always: tuple[ir.Always, ...]
    found: tuple[Found, ...]
    texts: Mapping[str, str]

    def at(self, span: Span) -> str:
        """What stands at a place."""
        return self.texts[span.file][span.start : span.end]

    def fixed(self) -> str:
        """What the only fix makes of the text that was added to the small policy."""
        [fix] = [f.fix for f in self.found if f.fix is not None]
        text = self.texts[ADDED]
        for edit in sorted(fix.edits, key=lambda e: -e.span.start):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text


@cache
def parsed(name: str, text: str) -> tuple[ast.AnyDeclaration, ...]:
    """The declarations of a text that has the form of a policy."""
    out = Collector()
    tree = parse_files([SourceFile(name, text)], out)
    assert not out.has_errors, out.collected()
    return tree.declarations


def lowered(
    declarations: tuple[ast.AnyDeclaration, ...], vocabulary: str = VOCABULARY
) -> tuple[dict[str, ir.Function], tuple[ir.AnyRule, ...], tuple[ir.Always, ...], Diagnostics]:
    """The small policy with more declarations, and what was found wrong."""
    out = Collector()
    tree = ast.PolicyText(declarations=(*parsed("vocabulary.policy", vocabulary), *declarations))
    symbols = declare(tree, out)
    functions = dict(lower_definitions(symbols, out))
    rules = lower_rules(symbols, out)
    always = lower_always([d for d in tree.declarations if isinstance(d, ast.Always)], symbols, out)
    return functions, rules, always, out.collected()


def compiled(declarations: str, vocabulary: str = VOCABULARY) -> Compiled:
    """The small policy with more declarations, lowered."""
    functions, rules, always, found = lowered(parsed(ADDED, declarations), vocabulary)
    texts = {"vocabulary.policy": vocabulary, ADDED: declarations}
    result = Compiled(functions, rules, always, (), texts)
    return evolve(result, found=tuple(_found(d, result) for d in found.items))


def _found(diagnostic: Diagnostic, result: Compiled) -> Found:
    assert diagnostic.primary is not None
    underlined = result.at(diagnostic.primary.span)
    return Found(diagnostic.code, underlined, diagnostic.message, diagnostic.help, diagnostic.fix, diagnostic)


def in_definition(condition: str) -> str:
    """A declaration that holds a condition on a child, an incident, an involvement, a referral and a day."""
    return f"""
define tried for child: Child, incident: Incident, part: Involvement, referral: Referral, day: date
    as {condition}
"""


def condition_shown(condition: str) -> str:
    """What a sound condition is lowered to, as text."""
    result = compiled(in_definition(condition))
    assert not result.found, result.found
    return show_expression(result.functions["tried"].body)


def found_in(condition: str) -> Found:
    """The one message about a condition."""
    result = compiled(in_definition(condition))
    [found] = result.found
    return found


def rule_shown(rule: str) -> str:
    """What a sound rule is lowered to, as text."""
    result = compiled(rule)
    assert not result.found, result.found
    return show_rule(result.rules[0])


def found_in_rule(rule: str) -> Found:
    """The one message about a rule."""
    [found] = compiled(rule).found
    return found

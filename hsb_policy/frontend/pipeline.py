"""Floor 2, front end: from the text of a policy to its core IR, all mistakes of all stages in one run."""

import hashlib
from collections.abc import Sequence

from hsb_policy.core import ir
from hsb_policy.core.schema import CASE
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.source import NOWHERE, SourceFile
from hsb_policy.frontend import ast
from hsb_policy.frontend.always import lower_always
from hsb_policy.frontend.declare import declare
from hsb_policy.frontend.declare_reference import declare_references
from hsb_policy.frontend.definitions import lower_definitions
from hsb_policy.frontend.heads import check_heads
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.rules import lower_rules
from hsb_policy.frontend.scenarios import lower_scenarios
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.whole_policy import check_whole_policy

DEFAULT_CALENDAR = "england"


def compile_policy(files: Sequence[SourceFile]) -> tuple[ir.Policy | None, Diagnostics]:
    """The core IR of a policy and its packs, or None where something stops it from being used; and all that was found."""
    out = Collector()
    text = parse_files(sorted(files, key=lambda f: f.name), out)
    head, packs = check_heads(text, files, out)
    symbols = declare(text, out)
    functions = lower_definitions(symbols, out)
    rules = lower_rules(symbols, out)
    always = lower_always([d for d in text.declarations if isinstance(d, ast.Always)], symbols, out)
    references = declare_references([d for d in text.declarations if isinstance(d, ast.Reference)], symbols.schema, out)
    scenarios = lower_scenarios([d for d in text.declarations if isinstance(d, ast.Scenario)], symbols, out)
    check_whole_policy(text, symbols, out)
    if out.has_errors or head is None:
        return None, out.collected()
    calendars = sorted(d.name.text for d in text.declarations if isinstance(d, ast.CalendarChoice))
    policy = ir.Policy(
        name=head.name.text,
        title=head.title.text,
        edition=head.editions[0].text if head.editions else "",
        packs=packs,
        digest=digest_of(files),
        calendar=calendars[0] if calendars else DEFAULT_CALENDAR,
        schema=symbols.schema,
        functions=functions,
        rules=rules,
        interpretations=dict(sorted(symbols.interpretations.items())),
        references=references,
        statements=_statements(text, symbols),
        reserved=_reserved(text),
        parties=dict(sorted(symbols.parties.items())),
        always=always,
        scenarios=scenarios,
        wording=tuple(
            ir.WordingRule(tuple(a.text for a in d.avoid), d.use.text, expanded(d.cites))
            for d in text.declarations
            if isinstance(d, ast.Wording)
        ),
        guidance=tuple(
            sorted(
                (
                    ir.GuidanceNote(d.name.text, d.text.text, expanded(d.cites), tuple(s.text for s in d.superseded_by))
                    for d in text.declarations
                    if isinstance(d, ast.Guidance)
                ),
                key=lambda note: note.name,
            )
        ),
        carried_by_vocabulary=_carried_by_vocabulary(text),
    )
    return policy, out.collected()


def digest_of(files: Sequence[SourceFile]) -> str:
    """The digest of a policy's text: the same for the same files, whatever order they are read in."""
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda f: f.name):
        for part in (file.name, file.text.replace("\r\n", "\n")):
            data = part.encode()
            digest.update(len(data).to_bytes(8, "big") + data)
    return f"sha256:{digest.hexdigest()}"


def _statements(text: ast.PolicyText, symbols: Symbols) -> dict[str, ir.StatementInfo]:
    declared = {
        d.name.text: ir.StatementInfo(
            d.name.text, d.section.text, d.summary.text, d.not_executable.text if d.not_executable else None
        )
        for d in text.declarations
        if isinstance(d, ast.Statement)
    }
    return {id_: declared.get(id_, ir.StatementInfo(id_, "", "")) for id_ in sorted(symbols.statements)}


def _reserved(text: ast.PolicyText) -> dict[str, ir.ReservedQuestionInfo]:
    found = {
        d.name.text: ir.ReservedQuestionInfo(
            d.name.text, d.label.text, tuple(p.text for p in d.parties), expanded(d.cites)
        )
        for d in text.declarations
        if isinstance(d, ast.ReservedQuestion)
    }
    return dict(sorted(found.items()))


def _carried_by_vocabulary(text: ast.PolicyText) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for d in text.declarations:
        if isinstance(d, ast.Codes | ast.Record):
            name = d.name.text if d.span != NOWHERE else CASE
            for id_ in expanded(d.cites):
                found.setdefault(id_, set()).add(name)
        if isinstance(d, ast.Record):
            for field in d.fields:
                for id_ in expanded(field.cites):
                    found.setdefault(id_, set()).add(f"{d.name.text}.{field.name.text}")
    return {id_: tuple(sorted(names)) for id_, names in sorted(found.items())}

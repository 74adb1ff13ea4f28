"""Floor 2, front end: from the text of a policy to its core IR, all mistakes of all stages told in one run."""

import hashlib
from collections.abc import Mapping, Sequence

from hsb_policy.core import ir
from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.frontend import ast
from hsb_policy.frontend.always import lower_always
from hsb_policy.frontend.consequences import without_consequences
from hsb_policy.frontend.declare import symbols_of
from hsb_policy.frontend.declare_reference import declare_references
from hsb_policy.frontend.declared_once import Declared, all_once
from hsb_policy.frontend.definitions import lower_definitions
from hsb_policy.frontend.heads import frame_of
from hsb_policy.frontend.ids import expanded
from hsb_policy.frontend.misnamed import told_together
from hsb_policy.frontend.parse import parse_files
from hsb_policy.frontend.rules import lower_rules
from hsb_policy.frontend.scenarios import lower_scenarios
from hsb_policy.frontend.symbols import Symbols
from hsb_policy.frontend.whole_policy import check_whole_policy


def compile_policy(files: Sequence[SourceFile]) -> tuple[ir.Policy | None, Diagnostics]:
    """The core IR of a policy and its packs, or None where something stops it from being used; and all that was found.

    A pack is files among the others, with a `pack NAME "…" for POLICY` in one of them. The order of the files, and that of
    the declarations in them, changes nothing but the digest of the text.
    """
    out = Collector()
    text = parse_files(sorted(files, key=lambda f: f.name), out)
    frame = frame_of(text, files, out)
    declared = all_once(text, out)
    symbols = symbols_of(declared, text, out)
    functions = lower_definitions(symbols, out)
    rules = lower_rules(symbols, out)
    always = lower_always(tuple(declared.always.values()), symbols, out)
    references = declare_references(declared, symbols.schema, out)
    scenarios = lower_scenarios(declared, symbols, rules, out)
    check_whole_policy(text, declared, symbols, rules, out)
    found = Diagnostics(told_together(without_consequences(out.collected().items, text, files), files))
    if frame is None or out.has_errors:
        return None, found
    policy = ir.Policy(
        name=frame.name,
        title=frame.title,
        edition=frame.edition,
        packs=frame.packs,
        digest=digest_of(files),
        calendar=frame.calendar,
        schema=symbols.schema,
        functions=functions,
        rules=rules,
        interpretations=symbols.interpretations,
        references=references,
        statements=_statements(declared, symbols),
        reserved={name: _reserved(question) for name, question in declared.reserved.items()},
        parties=symbols.parties,
        always=always,
        scenarios=scenarios,
        wording=_wording(text),
        guidance=tuple(_guidance(note) for note in declared.guidance.values()),
        carried_by_vocabulary=_carried_by_vocabulary(declared),
    )
    return policy, found


def digest_of(files: Sequence[SourceFile]) -> str:
    """The digest of a policy's text: the same whatever order its files are read in, and however their lines end.

    >>> digest_of([SourceFile("a", "x\\r\\n"), SourceFile("b", "")]) == digest_of([SourceFile("b", ""), SourceFile("a", "x\\n")])
    True
    """
    digest = hashlib.sha256()
    for file in sorted(files, key=lambda f: f.name):
        for part in (file.name, file.text.replace("\r\n", "\n").replace("\r", "\n")):
            data = part.encode("utf-8", "surrogatepass")
            digest.update(len(data).to_bytes(8, "big") + data)
    return f"sha256:{digest.hexdigest()}"


# ---- what is carried over as it is written --------------------------------------------------------------------------


def _statements(declared: Declared, symbols: Symbols) -> Mapping[str, ir.StatementInfo]:
    """All statements of the procedure; of those that are only counted in a range, nothing more is known."""
    found = {id_: ir.StatementInfo(id_, "", "") for id_ in symbols.statements}
    for id_, statement in declared.statements.items():
        reason = statement.not_executable.text if statement.not_executable else None
        found[id_] = ir.StatementInfo(id_, statement.section.text, statement.summary.text, reason)
    return dict(sorted(found.items()))


def _reserved(question: ast.ReservedQuestion) -> ir.ReservedQuestionInfo:
    parties = tuple(word.text for word in question.parties)
    return ir.ReservedQuestionInfo(question.name.text, question.label.text, parties, expanded(question.cites))


def _wording(text: ast.PolicyText) -> tuple[ir.WordingRule, ...]:
    rules = (
        ir.WordingRule(tuple(words.text for words in d.avoid), d.use.text, expanded(d.cites))
        for d in text.declarations
        if isinstance(d, ast.Wording)
    )
    return tuple(sorted(rules, key=lambda rule: (rule.avoid, rule.use, rule.cites)))


def _guidance(note: ast.Guidance) -> ir.GuidanceNote:
    superseded = tuple(by.text for by in note.superseded_by)
    return ir.GuidanceNote(note.name.text, note.text.text, expanded(note.cites), superseded)


def _carried_by_vocabulary(declared: Declared) -> Mapping[str, tuple[str, ...]]:
    """The ids that lists of codes, records and fields cite, with the names that carry them."""
    found: dict[str, set[str]] = {}
    for name, codes in declared.codes.items():
        for id_ in expanded(codes.cites):
            found.setdefault(id_, set()).add(name)
    for name, record in declared.records.items():
        for id_ in expanded(record.cites):
            found.setdefault(id_, set()).add(name)
        for field in record.fields:
            for id_ in expanded(field.cites):
                found.setdefault(id_, set()).add(f"{name}.{field.name.text}")
    return {id_: tuple(sorted(names)) for id_, names in sorted(found.items())}

"""Ground floor: messages for programs: JSON, and SARIF 2.1.0 for editors and code review."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Label
from hsb_policy.diagnostics.pages import page
from hsb_policy.diagnostics.source import SourceFile, Span

Document = dict[str, Any]

TOOL: Final = "hsb-policy"


def as_json(diagnostic: Diagnostic, files: Sequence[SourceFile] = ()) -> Document:
    """A message as plain JSON values. Lines and columns count from 1, columns in code points; `end` is past the last."""
    by_name = {file.name: file for file in files}
    primary = diagnostic.primary
    return {
        "code": diagnostic.code,
        "name": CATALOGUE.get(diagnostic.code, ("", ""))[0],
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "place": _place(primary.span, by_name) if primary else None,
        "label": primary.text if primary else "",
        "also": [{"place": _place(label.span, by_name), "label": label.text} for label in diagnostic.secondary],
        "help": list(diagnostic.help),
        "fix": _fix(diagnostic, by_name),
    }


def _fix(diagnostic: Diagnostic, files: dict[str, SourceFile]) -> Document | None:
    if diagnostic.fix is None:
        return None
    edits = [{"place": _place(edit.span, files), "text": edit.text} for edit in diagnostic.fix.edits]
    return {"safe": diagnostic.fix.safe, "edits": edits}


def _place(span: Span, files: dict[str, SourceFile]) -> Document:
    place: Document = {"file": span.file, "start": span.start, "end": span.end}
    file = files.get(span.file)
    if file is not None:
        place["line"], place["column"] = file.line_and_column(span.start)
        place["end_line"], place["end_column"] = file.line_and_column(span.end)
    return place


# ---- SARIF ----------------------------------------------------------------------------------------------------------


def as_sarif(found: Diagnostics, files: Sequence[SourceFile] = (), places: Mapping[str, str] | None = None) -> Document:
    """All messages as one SARIF 2.1.0 log, each code with its page.

    `places` says where the files are, for whoever shows the messages beside their text; without it they go by their names.
    """
    by_name = {file.name: file for file in files}
    where = places or {}
    codes = sorted({diagnostic.code for diagnostic in found.items})
    return {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": TOOL, "rules": [_rule(code) for code in codes]}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(diagnostic, codes, by_name, where) for diagnostic in found.items],
            }
        ],
    }


def _rule(code: str) -> Document:
    name, title = CATALOGUE.get(code, (code, code))
    rule: Document = {"id": code, "name": name, "shortDescription": {"text": title}}
    if code in CATALOGUE:
        text = page(code)
        rule["help"] = {"text": text, "markdown": text}
    return rule


def _result(
    diagnostic: Diagnostic, codes: list[str], files: dict[str, SourceFile], where: Mapping[str, str]
) -> Document:
    cures = "".join(f"\nhelp: {cure}" for cure in diagnostic.help)
    result: Document = {
        "ruleId": diagnostic.code,
        "ruleIndex": codes.index(diagnostic.code),
        "level": diagnostic.severity.value,
        "message": {"text": diagnostic.message + cures},
    }
    if diagnostic.primary is not None:
        result["locations"] = [_location(diagnostic.primary, files, where)]
    elif diagnostic.path is not None:
        result["locations"] = [{"logicalLocations": [{"fullyQualifiedName": diagnostic.path}]}]
    if diagnostic.secondary:
        result["relatedLocations"] = [_location(label, files, where) for label in diagnostic.secondary]
    if diagnostic.fix is not None:
        result["fixes"] = [_sarif_fix(diagnostic, files, where)]
    return result


def _artifact(name: str, where: Mapping[str, str]) -> Document:
    return {"uri": quote(where.get(name, name))}


def _location(label: Label, files: dict[str, SourceFile], where: Mapping[str, str]) -> Document:
    physical: Document = {"artifactLocation": _artifact(label.span.file, where)}
    if label.span.file in files:
        physical["region"] = _region(label.span, files[label.span.file])
    location: Document = {"physicalLocation": physical}
    if label.text:
        location["message"] = {"text": label.text}
    return location


def _region(span: Span, file: SourceFile) -> Document:
    line, column = file.line_and_column(span.start)
    end_line, end_column = file.line_and_column(span.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": span.start,
        "charLength": span.end - span.start,
    }


def _sarif_fix(diagnostic: Diagnostic, files: dict[str, SourceFile], where: Mapping[str, str]) -> Document:
    """The edits of a message, file by file."""
    edits = diagnostic.fix.edits if diagnostic.fix else ()
    changes = []
    for name in dict.fromkeys(edit.span.file for edit in edits):
        here = [edit for edit in edits if edit.span.file == name]
        replacements = [
            {
                "deletedRegion": _region(edit.span, files[name])
                if name in files
                else {"charOffset": edit.span.start, "charLength": edit.span.end - edit.span.start},
                "insertedContent": {"text": edit.text},
            }
            for edit in here
        ]
        changes.append({"artifactLocation": _artifact(name, where), "replacements": replacements})
    description = diagnostic.help[0] if diagnostic.help else diagnostic.message
    return {"description": {"text": description}, "artifactChanges": changes}

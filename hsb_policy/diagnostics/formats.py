"""Ground floor: messages as JSON values and as SARIF 2.1.0."""

from collections.abc import Sequence
from typing import Any

from hsb_policy.diagnostics.catalogue import CATALOGUE
from hsb_policy.diagnostics.model import Diagnostic, Diagnostics, Label
from hsb_policy.diagnostics.source import SourceFile, Span


def as_json(diagnostic: Diagnostic, files: Sequence[SourceFile] = ()) -> dict[str, Any]:
    """One message as plain JSON values."""
    return {
        "code": diagnostic.code,
        "name": CATALOGUE.get(diagnostic.code, ("", ""))[0],
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "path": diagnostic.path,
        "primary": _label(diagnostic.primary, files) if diagnostic.primary else None,
        "secondary": [_label(label, files) for label in diagnostic.secondary],
        "help": list(diagnostic.help),
        "fix": {
            "safe": diagnostic.fix.safe,
            "edits": [{**_place(e.span, files), "text": e.text} for e in diagnostic.fix.edits],
        }
        if diagnostic.fix
        else None,
    }


def _label(label: Label, files: Sequence[SourceFile]) -> dict[str, Any]:
    return {**_place(label.span, files), "label": label.text}


def _place(span: Span, files: Sequence[SourceFile]) -> dict[str, Any]:
    file = next((f for f in files if f.name == span.file), None)
    if file is None:
        return {"file": span.file, "start": span.start, "end": span.end}
    line, column = file.line_and_column(span.start)
    end_line, end_column = file.line_and_column(span.end)
    return {"file": span.file, "line": line, "column": column, "end_line": end_line, "end_column": end_column}


def as_sarif(found: Diagnostics, files: Sequence[SourceFile] = ()) -> dict[str, Any]:
    """All messages as a SARIF 2.1.0 log, for the tools that read one."""
    codes = sorted({d.code for d in found.items})
    return {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "hsb-policy",
                        "rules": [
                            {
                                "id": code,
                                "name": CATALOGUE.get(code, (code, ""))[0],
                                "shortDescription": {"text": CATALOGUE.get(code, ("", code))[1] or code},
                            }
                            for code in codes
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(d, files) for d in found.items],
            }
        ],
    }


def _result(diagnostic: Diagnostic, files: Sequence[SourceFile]) -> dict[str, Any]:
    text = ". ".join((diagnostic.message, *diagnostic.help))
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": diagnostic.severity.value,
        "message": {"text": text},
    }
    labels = [diagnostic.primary] if diagnostic.primary else []
    if labels:
        result["locations"] = [_location(label, files) for label in labels]
    if diagnostic.secondary:
        result["relatedLocations"] = [
            {**_location(label, files), "message": {"text": label.text}} for label in diagnostic.secondary
        ]
    return result


def _location(label: Label, files: Sequence[SourceFile]) -> dict[str, Any]:
    place = _place(label.span, files)
    region = (
        {
            "startLine": place["line"],
            "startColumn": place["column"],
            "endLine": place["end_line"],
            "endColumn": place["end_column"],
        }
        if "line" in place
        else {"charOffset": label.span.start, "charLength": label.span.end - label.span.start}
    )
    return {"physicalLocation": {"artifactLocation": {"uri": label.span.file}, "region": region}}

"""The shape of SARIF 2.1.0, as far as our logs use it, from the tables of the standard: what each object may and must hold."""

from collections.abc import Iterator
from typing import Any, Final

# Each object: its properties with the kind of each; those with a `!` must be there. A kind is an object by its name, a list of
# one (`[result]`, `[replacement]+` where it must not be empty), `text`, `whole` (not below -1), `line` (from 1), or words.
SHAPE: Final[dict[str, dict[str, str]]] = {
    "log": {"version!": "2.1.0", "runs!": "[run]"},
    "run": {"tool!": "tool", "columnKind": "utf16CodeUnits|unicodeCodePoints", "results": "[result]"},
    "tool": {"driver!": "component"},
    "component": {"name!": "text", "rules": "[rule]"},
    "rule": {"id!": "text", "name": "text", "shortDescription": "words", "help": "words"},
    "words": {"text!": "text", "markdown": "text"},
    "result": {
        "ruleId": "text",
        "ruleIndex": "whole",
        "level": "none|note|warning|error",
        "message!": "words",
        "locations": "[location]",
        "relatedLocations": "[location]",
        "fixes": "[fix]",
    },
    "location": {"physicalLocation": "physical", "logicalLocations": "[logical]", "message": "words"},
    "logical": {"fullyQualifiedName": "text"},
    "physical": {"artifactLocation": "artifact", "region": "region"},
    "artifact": {"uri": "text"},
    "region": {
        "startLine": "line",
        "startColumn": "line",
        "endLine": "line",
        "endColumn": "line",
        "charOffset": "whole",
        "charLength": "count",
    },
    "fix": {"description": "words", "artifactChanges!": "[change]+"},
    "change": {"artifactLocation!": "artifact", "replacements!": "[replacement]+"},
    "replacement": {"deletedRegion!": "region", "insertedContent": "words"},
}

_LEAST: Final = {"whole": -1, "count": 0, "line": 1}


def misshapen(value: Any, kind: str = "log", path: str = "$") -> Iterator[str]:
    """What in a log is not as the standard has it, each with its place."""
    if kind.startswith("["):
        if not isinstance(value, list) or (kind.endswith("+") and not value):
            yield f"{path} is no list"
        else:
            for at, item in enumerate(value):
                yield from misshapen(item, kind.strip("[]+"), f"{path}[{at}]")
    elif kind in SHAPE:
        yield from _misshapen_object(value, SHAPE[kind], path)
    elif kind in _LEAST:
        if not isinstance(value, int) or isinstance(value, bool) or value < _LEAST[kind]:
            yield f"{path} is {value!r}"
    elif not isinstance(value, str) or (kind != "text" and value not in kind.split("|")):
        yield f"{path} is {value!r}"


def _misshapen_object(value: Any, shape: dict[str, str], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path} is no object"
        return
    kinds = {name.rstrip("!"): kind for name, kind in shape.items()}
    yield from (f"{path} lacks {name[:-1]}" for name in shape if name.endswith("!") and name[:-1] not in value)
    for name, inner in value.items():
        if name in kinds:
            yield from misshapen(inner, kinds[name], f"{path}.{name}")
        else:
            yield f"{path} has {name}"

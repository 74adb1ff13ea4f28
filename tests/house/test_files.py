"""Files are small, are named after what they hold, and stand where they belong."""

import ast
import fnmatch

from tests.house.checkout import ROOT, TOP, files, name

LONGEST = 500
NAMELESS = {"utils.py", "helpers.py", "common.py"}

# In two parts, so that this file does not hold what it forbids.
ELSEWHERE = ["/" + "work/", "/" + "root/", "/" + "home/", "http" + "://", "https" + "://"]


def test_the_top_of_the_checkout_holds_only_what_belongs_there() -> None:
    """Nothing is added to the top of the checkout; what tools leave there is named in .gitignore."""
    ignored = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line]
    strangers = [
        entry.name
        for entry in ROOT.iterdir()
        if entry.name not in TOP | {".git"} and not any(fnmatch.fnmatch(entry.name, pattern) for pattern in ignored)
    ]

    assert not strangers


def test_no_python_file_is_long() -> None:
    """A Python file has at most 500 lines: one pass, one rule, one thing in each."""
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py")}

    assert not {path: length for path, length in lengths.items() if length > LONGEST}


def test_no_module_is_named_after_nothing() -> None:
    """No utils.py, helpers.py or common.py: a module is named after the thing it holds."""
    assert not [name(path) for path in files(".py") if path.name in NAMELESS]


def test_no_import_is_made_for_the_type_checker_only() -> None:
    """No TYPE_CHECKING imports to hide a cycle: the shared type moves down a floor."""
    hiding = [
        f"{name(path)}:{node.lineno}"
        for path in files(".py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
        or (isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING")
    ]

    assert not hiding


def test_no_file_points_outside_the_project() -> None:
    """No file names a folder of somebody's machine or an address on the network."""
    pointing = []
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not a text
        for number, line in enumerate(text.splitlines(), start=1):
            pointing += [f"{name(path)}:{number}: {place}" for place in ELSEWHERE if place in line]

    assert not pointing

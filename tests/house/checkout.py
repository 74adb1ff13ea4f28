"""The checkout as the house tests see it: what belongs at the top, and every text below."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

TOP = frozenset(
    {
        ".ci",
        ".gitignore",
        ".pre-commit-hooks.yaml",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "COMPATIBILITY.md",
        "CONTRIBUTING.md",
        "DECISIONS.md",
        "Makefile",
        "README.md",
        "benchmarks",
        "examples",
        "grammar",
        "hsb_policy",
        "policies",
        "pyproject.toml",
        "setup.cfg",
        "tests",
    }
)


def files(suffix: str = "") -> Iterator[Path]:
    """Every file of the project whose name ends in `suffix`, leaving out what tools left behind."""
    for top in sorted(TOP):
        entry = ROOT / top
        for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            if path.is_file() and path.name.endswith(suffix) and "__pycache__" not in path.parts:
                yield path


def name(path: Path) -> str:
    """The path as the project writes it, from the top of the checkout."""
    return path.relative_to(ROOT).as_posix()

"""The floors hold: who may import whom, and which room each outside dependency has."""

import configparser
import re
import subprocess
import sys
from pathlib import Path

import grimp

from tests.house.checkout import ROOT

MATERIAL = {"attr", "attrs"}  # every room may use it


def _settings() -> configparser.ConfigParser:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg")
    return settings


def _housed(settings: configparser.ConfigParser) -> set[str]:
    contracts = [settings[section] for section in settings.sections() if section.startswith("importlinter:contract:")]
    return {contract["protected_modules"].strip() for contract in contracts if contract["type"] == "protected"}


def test_every_contract_on_imports_is_kept() -> None:
    """Imports go only downward, and each outside dependency stays in its room."""
    lint = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_outside_dependency_has_a_room() -> None:
    """A package imports from outside only what has a room in setup.cfg, or is the material of the house."""
    graph = grimp.build_graph("hsb_policy", include_external_packages=True, cache_dir=None)
    outside = {module for module in graph.modules if graph.is_module_squashed(module)}

    homeless = outside - set(sys.stdlib_module_names) - _housed(_settings()) - MATERIAL

    assert not homeless, f"give {sorted(homeless)} a room in setup.cfg ([importlinter:contract:...])"


def test_what_is_installed_is_what_is_used() -> None:
    """The package asks for exactly the outside dependencies that have a room and are no extra, and for attrs."""
    settings = _settings()
    lines = settings["options"]["install_requires"].split()
    asked = {re.split(r"[<>=~!]", line)[0] for line in lines}

    extras = settings["options.extras_require"]
    optional = {re.split(r"[<>=~!]", line)[0] for name in extras if name != "dev" for line in extras[name].split()}

    assert asked == (_housed(settings) - optional) | {"attrs"}

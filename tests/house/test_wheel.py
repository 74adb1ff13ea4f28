"""The package as its users get it: built, installed into an empty environment, run from elsewhere."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from importlib.resources import files as resources
from pathlib import Path

import pytest

from tests.house.checkout import ROOT, files, name

# In one group, so that one worker builds the wheel for all of them.
pytestmark = pytest.mark.xdist_group("wheel")

# Where the wheel keeps a folder that stands at the top of the checkout.
INSIDE = {"grammar": "hsb_policy/grammar", "policies": "hsb_policy/policies", "hsb_policy": "hsb_policy"}

CASE = {"case_id": "T00", "as_at": "2025-03-10", "children": [], "incidents": [], "involvements": []}


def _run(*command: str | Path, cwd: Path) -> str:
    """What a command prints that runs as a person elsewhere would run it, without our environment."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, f"{command} exited with {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: what an earlier build left in the checkout must not get into it."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    for folder in INSIDE:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("setup.cfg", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / file, copy)
    _run(sys.executable, "-m", "build", "--wheel", "--outdir", out, copy, cwd=out)
    [built] = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_carries_every_file(wheel: Path) -> None:
    """The wheel holds every file of the three folders: setup.cfg names each package and kind of data."""
    expected = set()
    for path in files():
        top, _, rest = name(path).partition("/")
        if top in INSIDE:
            expected.add(f"{INSIDE[top]}/{rest}")

    carried = {entry for entry in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in entry}

    assert carried == expected


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an empty environment in which the wheel, and what it needs, is installed."""
    place = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", place / "venv", cwd=place)
    _run(place / "venv" / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", wheel, cwd=place)
    return place / "venv" / "bin"


@pytest.mark.slow
def test_an_installed_wheel_decides_a_case(programs: Path, tmp_path: Path) -> None:
    """In an empty environment and an outside folder, the installed command decides a case."""
    (tmp_path / "case.json").write_text(json.dumps(CASE), encoding="utf-8")

    printed = _run(programs / "hsb-policy", "decide", "case.json", "--format", "json", cwd=tmp_path)

    assert json.loads(printed)["format"] == "hsb-policy/decision/1"


@pytest.mark.slow
def test_an_installed_wheel_runs_scenarios_under_pytest(wheel: Path, programs: Path, tmp_path: Path) -> None:
    """With the extra `testing`, plain `pytest` in a folder of policies runs their scenarios: nothing is to be set up."""
    _run(programs / "python", "-m", "pip", "install", "--disable-pip-version-check", f"{wheel}[testing]", cwd=tmp_path)
    shutil.copytree(ROOT / "examples" / "packs", tmp_path / "packs")

    printed = _run(programs / "pytest", "--verbose", cwd=tmp_path)

    assert ".policy::A day later is late PASSED" in printed
    assert " 5 passed" in printed


@pytest.mark.parametrize("folder", ["grammar", "policies"])
def test_an_editable_install_finds_the_data(folder: str) -> None:
    """In a checkout that is installed in place, grammar and policies are found inside the package."""
    assert Path(str(resources(f"hsb_policy.{folder}"))) == ROOT / folder

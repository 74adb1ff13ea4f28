"""Every module can be imported by itself: examples in the words of one that could not would be left out without a word."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from tests.house.checkout import ROOT

ON_SPARK = {f"hsb_policy.engine.spark.{name}" for name in ("batches", "cluster", "frames", "opening", "session")}
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "hsb_policy").rglob("*.py")
}
PROGRAM = """
import importlib, json, sys
failed = []
for module in json.load(sys.stdin):
    try:
        importlib.import_module(module)
    except ImportError:
        failed.append(module)
print(json.dumps(failed))
"""


def test_only_the_room_of_spark_needs_what_the_tools_do_without() -> None:
    """With the extra `dev` all other modules can be imported; with the extra `spark`, those too. Each time in a process of its own."""
    asked = json.dumps(sorted(MODULES))
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, input=asked, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == (set() if find_spec("pyspark") else ON_SPARK)


@pytest.mark.parametrize("module", sorted(ON_SPARK))
def test_the_modules_of_spark_are_there(module: str) -> None:
    """A name that is left over says nothing."""
    assert module in MODULES

"""Floor 4: a plugin for pytest: each scenario of a policy is a test, named by its title.

It comes with the library: in a repository with `.policy` files, `pytest` runs their scenarios beside other tests. A policy is
compiled once for its whole folder; a mistake in it is told once, as `hsb-policy check` tells it. `-k` finds scenarios by the
words of their titles, by the statements they cite and by the rules of which they expect something. Two settings, in
`pytest.ini` or wherever pytest's settings are:

- `hsb_policy_packs`: packs that policies are tested with, one a line: bundled names, or folders from where the settings are;
- `hsb_policy_base`: the policy that packs are tested with; the default is the bundled one that a pack is for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from hsb_policy.core import ir
from hsb_policy.testing.policy_folders import (
    SUFFIX,
    Head,
    PolicyUnderTest,
    has_scenarios,
    head_above,
    head_of_folder,
    under_test,
)
from hsb_policy.testing.scenarios import run_scenario

PACKS: Final = "hsb_policy_packs"
BASE: Final = "hsb_policy_base"
_COMPILED: Final = pytest.StashKey[dict[Path, PolicyUnderTest]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The settings."""
    parser.addini(PACKS, "packs that policies are tested with, one a line: bundled names, or folders", type="linelist")
    parser.addini(
        BASE, "the policy that packs are tested with (default: the bundled one that they are for)", default=""
    )


def pytest_collect_directory(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A folder that is a policy tells the mistakes in it once, for all of its files."""
    if (path / "__init__.py").is_file() or head_of_folder(path) is None:
        return None
    folder: pytest.Collector = PolicyFolder.from_parent(parent, path=path)
    return folder


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A file of a policy, with its scenarios."""
    if file_path.suffix != SUFFIX:
        return None
    head = head_above(file_path, parent.config.rootpath)
    if head is None and not has_scenarios(file_path):
        return None  # some other program's file
    file: pytest.Collector = PolicyFile.from_parent(parent, path=file_path, head=head)
    return file


class PolicyFolder(pytest.Directory):
    """The folder of a policy or a pack."""

    def collect(self) -> Iterator[pytest.Collector]:
        """What is in the folder, as for any other; nothing of it where the policy has mistakes."""
        head = head_of_folder(self.path)
        if head is not None:
            _raise_mistakes(self, _compiled(self.config, head))
        for path in sorted(self.path.iterdir()):
            asked_for = self.session.isinitpath(path, with_parents=path.is_dir())
            if not asked_for and self.ihook.pytest_ignore_collect(collection_path=path, config=self.config):
                continue
            if path.is_dir():
                folder = self.ihook.pytest_collect_directory(path=path, parent=self)
                yield from () if folder is None else (folder,)
            else:
                yield from self.ihook.pytest_collect_file(file_path=path, parent=self)


class PolicyFile(pytest.File):
    """A file of a policy."""

    def __init__(self, *, head: Head | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._head = head

    def collect(self) -> Iterator[pytest.Item]:
        """The scenarios that stand in the file, in their order."""
        if self._head is None:
            raise self.CollectError(
                f"no folder above {self.path.name} is a policy: in the folder of a policy stands a file with its head,\n"
                '`policy NAME "…"`, or that of a pack, `pack NAME "…" for POLICY`'
            )
        under = _compiled(self.config, self._head)
        _raise_mistakes(self, under)
        if under.policy is not None:
            for scenario in sorted(under.policy.scenarios, key=lambda s: (s.origin.file, s.origin.start)):
                path, line = under.place(scenario.origin)
                if path == self.path:
                    yield ScenarioItem.from_parent(
                        self, name=scenario.title, under=under, policy=under.policy, scenario=scenario, line=line
                    )


class ScenarioFailed(Exception):
    """What a scenario expected and what came instead, each with its place."""


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(
        self, *, under: PolicyUnderTest, policy: ir.Policy, scenario: ir.Scenario, line: int, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._under, self._policy, self._scenario, self._line = under, policy, scenario, line
        self.extra_keyword_matches.update(scenario.cites, (e.rule for e in scenario.expectations))

    def runtest(self) -> None:
        """Decide the scenario's case, and compare."""
        failures = run_scenario(self._policy, self._scenario, self._under.rows)
        if failures:
            raise ScenarioFailed("\n".join(f"{self._shown(f.origin)}: {f.message}" for f in failures))

    def _shown(self, origin: Any) -> str:
        path, line = self._under.place(origin)
        return f"{_from_root(self.config, path)}:{line}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What fails, as a person reads it; a stack trace only where the fault is not the policy's."""
        if isinstance(excinfo.value, ScenarioFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands, and its title."""
        return self.path, self._line - 1, self.name


def _from_root(config: pytest.Config, path: Path) -> str:
    return path.relative_to(config.rootpath).as_posix() if path.is_relative_to(config.rootpath) else str(path)


def _raise_mistakes(collector: pytest.Collector, under: PolicyUnderTest) -> None:
    if under.policy is None:
        raise collector.CollectError(under.mistakes)


def _compiled(config: pytest.Config, head: Head) -> PolicyUnderTest:
    """The policy of a folder, compiled once in a run."""
    known = config.stash.setdefault(_COMPILED, {})
    if head.folder not in known:
        packs = [_located(config, pack) for pack in config.getini(PACKS)]
        known[head.folder] = under_test(head, packs=packs, base=_located(config, config.getini(BASE)))
    return known[head.folder]


def _located(config: pytest.Config, where: str) -> str:
    """A folder that is named from where pytest's settings are; a bundled name as it is."""
    beside = (config.inipath.parent if config.inipath else config.rootpath) / where
    return str(beside) if where and beside.exists() else where

"""Floor 3: from a policy's files to its core IR, by way of the cache where the same text was compiled before."""

from attrs import evolve

from hsb_policy.core import ir
from hsb_policy.diagnostics.model import Diagnostics
from hsb_policy.diagnostics.source import SourceFile
from hsb_policy.engine.errors import PolicyLoadError
from hsb_policy.engine.policy_files import read_policy_files


def compiled(where: str, packs: tuple[str, ...] = ()) -> ir.Policy:
    """The core IR of a policy and its packs, without its scenarios. Raises PolicyLoadError with all mistakes of their text."""
    return compiled_from(source_files(where, packs))


def compiled_from(files: list[SourceFile]) -> ir.Policy:
    """The core IR of these files, without its scenarios. Raises as `compiled`."""
    # Imported only here: who gets a policy ready otherwise needs neither the cache nor what it stores with.
    from hsb_policy.engine import cache  # noqa: PLC0415

    key = cache.key_of(files)
    remembered = cache.read(key)
    if remembered is not None:
        return remembered
    policy = evolve(_compiled_whole(files), scenarios=())
    cache.write(key, policy)
    return policy


def compiled_with_scenarios(where: str, packs: tuple[str, ...] = ()) -> ir.Policy:
    """The core IR with the scenarios, which only those need who test and trace a policy. Raises as `compiled`."""
    return _compiled_whole(source_files(where, packs))


def _compiled_whole(files: list[SourceFile]) -> ir.Policy:
    policy, found = compile_files(files)
    if policy is None:
        raise PolicyLoadError(found, files)
    return policy


def source_files(where: str, packs: tuple[str, ...] = ()) -> list[SourceFile]:
    """The files of a policy and its packs; a pack's files are named after it."""
    files = read_policy_files(where)
    for pack in packs:
        files += [SourceFile(f"{pack}/{f.name}", f.text) for f in read_policy_files(pack, kind="pack")]
    return files


def compile_files(files: list[SourceFile]) -> tuple[ir.Policy | None, Diagnostics]:
    """The core IR of these files, or None, with everything found in their text.

    The front end is imported only here: a policy that is in the cache needs no parser.
    """
    from hsb_policy.frontend.pipeline import compile_policy  # noqa: PLC0415 - see above

    return compile_policy(files)

"""What is tried to make it fail, measured anew: `python -m benchmarks.faults` writes the table of benchmarks/RELIABILITY.md.

Each row is a fault that a test holds; the test checks that nothing is lost, this page says what it took on one machine.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import frozen

from hsb_policy import load
from hsb_policy.engine.sources.compressed import create_bytes
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import write_cases
from tests.faults.large_policies import LONG, large_policy
from tests.faults.trying import Tried, lines_of, small_cases, small_policy, tried
from tests.unit.engine.audit.small import policy as small_schema
from tests.unit.large_records import large_record

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "benchmarks" / "RELIABILITY.md"
HEAD: Final = "| what was tried | what happened | seconds | MB | held by |\n|---|---|---|---|---|\n"
DEEP: Final = 1_000_000
MEMORY_TEST: Final = "test_records_read_are_judged_or_rejected"


@frozen
class Trial:
    """A fault: what it is, how it is brought about in a folder, and the test that holds it."""

    what: str
    run: Callable[[Path], Tried]
    test: str


def _audit(source: Path, folder: Path, *more: str | Path) -> Tried:
    wanted = ("--out", folder / "out", "--format", "csv", "--jobs", "1", *more)
    return tried("audit", source, *wanted, patience=600)


def _deep_case(folder: Path) -> Tried:
    path = folder / "deep.json"
    path.write_bytes(b'{"case_id":"A","children":' + b"[" * DEEP + b"]" * DEEP + b"}")
    return tried("decide", path)


def _deep_policy(folder: Path) -> Tried:
    path = folder / "deep.policy"
    path.write_text(f'policy p "P"\ndefine deep as {"(" * DEEP}yes\n', encoding="utf-8")
    return tried("check", path)


def _full_of_air(folder: Path) -> Tried:
    source = folder / "cases"
    source.mkdir()
    with create_bytes(source / "a.jsonl.zst") as file:
        for _ in range(600):
            file.write(b" " * (1 << 20))
    (source / "b.jsonl").write_bytes(lines_of(small_cases(5)))
    return _audit(source, folder, "--policy", small_policy(folder))


def _odd_files(folder: Path) -> Tried:
    source = folder / "cases"
    source.mkdir()
    (source / "cases.jsonl").write_bytes(lines_of(small_cases(20)))
    os.mkfifo(source / "pipe.json")
    (source / "round.json").symlink_to("round.json")
    return _audit(source, folder, "--policy", small_policy(folder))


def _large_policy(kind: str, *command: str) -> Callable[[Path], Tried]:
    def run(folder: Path) -> Tried:
        case, policy = folder / "case.json", large_policy(folder, kind)
        case.write_bytes(lines_of(small_cases(1)))
        match command:
            case ["check"]:
                return tried("check", policy)
            case ["decide"]:
                return tried("decide", case, "--policy", policy, "--format", "json")
            case _:
                return _audit(case, folder, "--policy", policy)

    return run


def _long_name(folder: Path) -> Tried:
    path = folder / "long.policy"
    path.write_text(f'policy p "P"\ndefine x as {LONG}\n', encoding="utf-8")
    return tried("check", path)


def _encodings(folder: Path) -> Tried:
    lines = lines_of(small_cases(1_000)).splitlines()
    lines[::10] = [line.replace(b'"A', b'"\xc4') for line in lines[::10]]
    lines[5::100] = [line.decode().encode("utf-16") for line in lines[5::100]]
    (folder / "cases.jsonl").write_bytes(b"\n".join(lines))
    return _audit(folder / "cases.jsonl", folder, "--policy", small_policy(folder))


def _twice(folder: Path) -> Tried:
    source = folder / "cases"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.jsonl").write_bytes(lines_of([*small_cases(1_000, f"{number}-"), *small_cases(100)]))
    return _audit(source, folder, "--policy", small_policy(folder), "--jobs", "2")


def _made_up(number: int, form: str) -> Callable[[Path], Tried]:
    def run(folder: Path) -> Tried:
        write_cases(cases(7, number), folder / "cases", form, load("hsb").compiled.schema)
        return _audit(folder / "cases", folder)

    return run


def _cut(form: str) -> Callable[[Path], Tried]:
    def run(folder: Path) -> Tried:
        source = folder / "cases"
        write_cases(small_cases(1_000), source, form, small_schema().compiled.schema)
        file = max(source.rglob("*.*"), key=lambda path: path.stat().st_size)
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        return _audit(source, folder, "--policy", small_policy(folder))

    return run


def _no_room(_: Path) -> Tried:
    with Path("/dev/full").open("wb") as full:
        return tried("decide", ROOT / "examples" / "cases" / "full_case.json", "--format", "json", out=full)


def _broken(number: int) -> Callable[[Path], Tried]:
    def run(folder: Path) -> Tried:
        write_cases(cases(7, number, broken=0.02), folder / "cases", "jsonl", load("hsb").compiled.schema)
        return _audit(folder / "cases", folder)

    return run


def _large(involvements: int, incidents: int | None = None, *, recorded: bool = True) -> Callable[[Path], Tried]:
    def run(folder: Path) -> Tried:
        source = folder / "cases.jsonl"
        source.write_bytes(lines_of([large_record(involvements, incidents=incidents, recorded=recorded), *cases(7, 5)]))
        return _audit(source, folder)

    return run


JUDGED: Final = "test_a_large_record_among_others_is_judged"
TRIALS: Final = (
    Trial("a case file with lists 1,000,000 deep", _deep_case, "test_a_case_file_a_million_deep_is_told"),
    Trial("a policy with brackets 1,000,000 deep", _deep_policy, "test_a_policy_a_million_deep_is_told"),
    Trial(
        "a zstd file of 20 KB that is 600 MB when undone, beside 5 sound cases",
        _full_of_air,
        "test_a_small_file_that_is_large_when_undone_takes_little_memory",
    ),
    Trial(
        "a pipe that nobody writes to and a link in a circle, beside 20 sound cases",
        _odd_files,
        "test_what_is_no_file_is_told_and_the_rest_goes_on",
    ),
    Trial("a disk that is full behind the output", _no_room, "test_output_that_has_no_room_is_told"),
    Trial(
        "2,000 made-up cases of which 2 in 100 cannot be read",
        _broken(2_000),
        "test_records_read_are_judged_or_rejected",
    ),
    Trial("a record of 300 involvements of 300 children, beside 5 sound cases", _large(300), JUDGED),
    Trial("the same with 1,000 involvements", _large(1_000), JUDGED),
    Trial("the same with 3,000 involvements", _large(3_000), JUDGED),
    Trial("the same with 10,000 involvements", _large(10_000), JUDGED),
    Trial("a record of 10,000 incidents, beside 5 sound cases", _large(2, 10_000), JUDGED),
    Trial(
        "a record of 3,000 involvements in which no other list is recorded",
        _large(3_000, recorded=False),
        "test_rules_that_a_record_is_too_large_for_are_told_as_failed",
    ),
    Trial(
        "a case decided by 10,000 rules",
        _large_policy("plain", "decide"),
        "test_a_case_is_decided_by_ten_thousand_rules",
    ),
    Trial(
        "the same case audited by them", _large_policy("plain", "audit"), "test_a_case_is_decided_by_ten_thousand_rules"
    ),
    *(
        Trial(
            f"a policy of 10,000 {what}",
            _large_policy(kind, "check"),
            "test_ten_thousand_that_lead_to_each_other_are_checked",
        )
        for what, kind in (
            ("rules that override each the next", "each overrides the next"),
            ("rules that override each other in a circle", "in a circle"),
            ("definitions that rest each on the last", "each rests on the last"),
        )
    ),
    Trial("a name of 1,000,000 letters in a policy", _long_name, "test_a_name_of_a_million_letters_is_shown_in_short"),
    Trial(
        "1,000 lines, of which 110 are in Latin-1 or UTF-16",
        _encodings,
        "test_lines_in_other_encodings_among_lines_in_utf_8",
    ),
    Trial(
        "4 files with 100 ids in common among 4,400 cases, by 2 processes",
        _twice,
        "test_ids_that_stand_twice_across_files_are_read_once_by_two_processes",
    ),
    *(
        Trial(
            f"1,000 cases as {form}, cut in the middle",
            _cut(form),
            "test_a_damaged_source_is_refused_or_its_records_rejected",
        )
        for form in ("csv", "parquet", "xlsx", "duckdb", "sqlite", "jsonl.gz", "jsonl.zst")
    ),
    Trial("2,000 made-up cases: to compare the memory with the next", _made_up(2_000, "jsonl"), MEMORY_TEST),
    Trial("20,000 made-up cases: ten times as many", _made_up(20_000, "jsonl"), MEMORY_TEST),
)


def _happened(done: Tried) -> str:
    """The count of records, or the message, with the exit status."""
    counts = [line.split("  ")[-1].strip() for line in done.out.splitlines() if "Records read" in line]
    said = next((line for line in (done.out + "\n" + done.err).splitlines() if line.startswith("error ")), "")
    failed = [line.split()[-2] for line in done.out.splitlines() if line.strip().startswith("Rules")]
    if counts and failed != ["0"]:
        counts[0] += f", {failed[0]} rules failed for one"
    told = f"told as {' '.join(said.split()[1:3]).rstrip(':')}" if said else "done, no mistakes"
    told = f"records: {counts[0]}" if counts else told
    return f"{told}; status {done.status}" if done.is_plain else "NOT AS IT SHOULD BE"


def main() -> None:
    """Try everything, and write the table into the page."""
    rows = []
    for trial in TRIALS:
        with tempfile.TemporaryDirectory() as folder:
            done = trial.run(Path(folder))
        rows.append(f"| {trial.what} | {_happened(done)} | {done.worked:.1f} | {done.peak} | `{trial.test}` |\n")
        print(rows[-1], end="", flush=True)
    before = PAGE.read_text(encoding="utf-8").partition(HEAD)[0]
    PAGE.write_text(before + HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()

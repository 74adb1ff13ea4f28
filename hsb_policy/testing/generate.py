"""Floor 4: makes up cases and writes them: `python -m hsb_policy.testing.generate --cases 1000 --seed 7 --out DIR --format parquet`.

The same seed gives the same cases, in every form and however they are split: `--first 500 --cases 500` makes the second half of a
thousand. `--broken 0.01` makes one case in a hundred such that it cannot be read.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hsb_policy.engine.errors import HsbPolicyError
from hsb_policy.engine.policy import load
from hsb_policy.testing.generator.cases import cases
from hsb_policy.testing.generator.writing import FORMATS, write_cases

_CORE_GROUPS = "core_groups"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; its exit status."""
    chosen = _options().parse_args(arguments)
    try:
        schema = load("hsb", packs=tuple(chosen.pack)).compiled.schema
        made = cases(
            chosen.seed,
            chosen.cases,
            first=chosen.first,
            broken=chosen.broken,
            core_groups=any(kind.place == _CORE_GROUPS for kind in schema.records.values()),
        )
        number = write_cases(made, chosen.out, chosen.format, schema)
    except (HsbPolicyError, OSError, ImportError) as fault:
        lacking = ': `pip install "hsb-policy[audit]"` installs what it needs' if isinstance(fault, ImportError) else ""
        sys.stderr.write(f"cases cannot be written: {fault}{lacking}\n")
        return 2
    sys.stderr.write(f"{number:,} cases of seed {chosen.seed} written to {chosen.out} as {chosen.format}\n")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hsb_policy.testing.generate", description=(__doc__ or "").partition(": ")[2]
    )
    parser.add_argument("--cases", type=int, default=1_000, metavar="N", help="how many cases (1,000)")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="the number of the first one (0)")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="which cases: each seed has its own (7)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write into; it is made")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="how to write them (jsonl)")
    parser.add_argument("--broken", type=float, default=0.0, metavar="SHARE", help="the share that cannot be read (0)")
    parser.add_argument(
        "--pack", action="append", default=[], metavar="NAME", help="also what a pack reads; may be repeated"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

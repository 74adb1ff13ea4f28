"""Floor 2, front end: the heads of a policy and its packs, the files that it says it uses, its calendar."""

from collections.abc import Sequence

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Edit, Fix, Label
from hsb_policy.diagnostics.nearest import nearest
from hsb_policy.diagnostics.source import SourceFile, Span
from hsb_policy.frontend import ast
from hsb_policy.values.calendar import calendar_names


def check_heads(
    text: ast.PolicyText, files: Sequence[SourceFile], out: Collector
) -> tuple[ast.PolicyHead | None, tuple[str, ...]]:
    """The head of the policy (None where there is none) and the names of its packs."""
    all_heads = [d for d in text.declarations if isinstance(d, ast.PolicyHead)]
    heads = [h for h in all_heads if h.pack_for is None]
    packs = [h for h in all_heads if h.pack_for is not None]
    _uses(text, files, out)
    _calendars(text, out)
    if not heads:
        _no_head(files, packs, out)
        return None, ()
    for again in heads[1:]:
        out.error(
            "HSB-R457",
            "a policy has one head, and here is a second",
            again.name.span,
            "the second",
            secondary=(Label(heads[0].name.span, "the first"),),
            help=("take one of them out; an optional part begins with `pack NAME … for POLICY`",),
        )
    for pack in packs:
        assert pack.pack_for is not None
        if pack.pack_for.text != heads[0].name.text:
            out.error(
                "HSB-R458",
                f"the pack `{pack.name.text}` is for the policy `{pack.pack_for.text}`, and this one is `{heads[0].name.text}`",
                pack.pack_for.span,
                "another policy",
                help=(f"choose a pack for `{heads[0].name.text}`",),
            )
    return heads[0], tuple(sorted(p.name.text for p in packs))


def _no_head(files: Sequence[SourceFile], packs: list[ast.PolicyHead], out: Collector) -> None:
    span = Span(files[0].name, 0, 0) if files else Span("", 0, 0)
    only_packs = " alone; a pack is added to a policy with `--pack`" if packs else ""
    out.error(
        "HSB-R459",
        f"no file here begins a policy{only_packs}",
        span,
        "no `policy` line in any file",
        help=('write one: `policy name "Title"` with `edition "…"` below it',),
    )


def _uses(text: ast.PolicyText, files: Sequence[SourceFile], out: Collector) -> None:
    names = {f.name.removesuffix(".policy") for f in files}
    names |= {name.rpartition("/")[2] for name in names}
    for use in (d for d in text.declarations if isinstance(d, ast.Use)):
        for word in use.files:
            if word.text not in names:
                near = nearest(word.text, names)
                out.error(
                    "HSB-N270",
                    f"there is no file `{word.text}.policy` in this policy",
                    word.span,
                    "no such file",
                    help=(
                        f"did you mean `{near}`?"
                        if near
                        else "its files are " + ", ".join(f"`{n}`" for n in sorted(names)),
                    ),
                    fix=Fix((Edit(word.span, near),), safe=True) if near else None,
                )


def _calendars(text: ast.PolicyText, out: Collector) -> None:
    chosen = [d for d in text.declarations if isinstance(d, ast.CalendarChoice)]
    for choice in chosen:
        if choice.name.text not in calendar_names():
            near = nearest(choice.name.text, calendar_names())
            cure = f"did you mean `{near}`?" if near else "there are " + ", ".join(f"`{n}`" for n in calendar_names())
            out.error(
                "HSB-N271", f"there is no calendar `{choice.name.text}`", choice.name.span, "not known", help=(cure,)
            )
    for again in chosen[1:]:
        out.error(
            "HSB-R460",
            "a policy counts its working days by one calendar, and here is a second",
            again.name.span,
            "the second",
            secondary=(Label(chosen[0].name.span, "the first"),),
        )

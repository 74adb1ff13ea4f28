"""Floor 2, front end: the heads of a policy and its packs, its calendar, and the files that it says it uses."""

from collections.abc import Sequence

from attrs import frozen

from hsb_policy.diagnostics.collector import Collector
from hsb_policy.diagnostics.model import Label
from hsb_policy.diagnostics.nearest import nearest, renamed
from hsb_policy.diagnostics.source import NOWHERE, SourceFile, Span
from hsb_policy.frontend import ast
from hsb_policy.frontend.declared_once import in_order
from hsb_policy.frontend.lowering import listed
from hsb_policy.values.calendar import calendar_names

DEFAULT_CALENDAR = "england"
SUFFIX = ".policy"


@frozen(kw_only=True)
class Frame:
    """What a policy says of itself as a whole."""

    name: str
    title: str
    edition: str
    packs: tuple[str, ...]
    calendar: str


def frame_of(text: ast.PolicyText, files: Sequence[SourceFile], out: Collector) -> Frame | None:
    """The frame of a policy with its packs; None where no file has the head of a policy."""
    heads = sorted((d for d in text.declarations if isinstance(d, ast.PolicyHead)), key=lambda h: in_order(h.name))
    policies = [h for h in heads if h.pack_for is None]
    packs = [h for h in heads if h.pack_for is not None]
    calendar = _calendar(text, out)
    _check_uses(text, files, out)
    for head in heads:
        _check_said_once([e.span for e in head.editions], f"`{head.name.text}` has two editions", out)
    if not policies:
        _no_head(files, packs, out)
        return None
    _check_said_once([h.name.span for h in policies], "a policy has one head, and here is a second", out, _TWO_HEADS)
    _check_packs(packs, policies[0], out)
    return Frame(
        name=policies[0].name.text,
        title=policies[0].title.text,
        edition=policies[0].editions[0].text if policies[0].editions else "",
        packs=tuple(sorted({p.name.text for p in packs})),
        calendar=calendar,
    )


_TWO_HEADS = ("take one of them out", 'or begin an optional part with `pack NAME "…" for POLICY`')


def _check_said_once(
    spans: Sequence[Span], message: str, out: Collector, cures: tuple[str, ...] = ("take one of them out",)
) -> None:
    for again in spans[1:]:
        out.error("HSB-R460", message, again, "the second", secondary=(Label(spans[0], "the first"),), help=cures)


def _check_packs(packs: Sequence[ast.PolicyHead], policy: ast.PolicyHead, out: Collector) -> None:
    first: dict[str, ast.PolicyHead] = {}
    for pack in packs:
        before = first.setdefault(pack.name.text, pack)
        if before is not pack:
            out.error(
                "HSB-N250",
                f"the pack `{pack.name.text}` is declared twice",
                pack.name.span,
                "again",
                secondary=(Label(before.name.span, "first here"),),
                help=("take one of them out, or give it another name",),
            )
        if pack.pack_for is not None and pack.pack_for.text != policy.name.text:
            out.error(
                "HSB-R461",
                f"the pack `{pack.name.text}` is for the policy `{pack.pack_for.text}`, and this is `{policy.name.text}`",
                pack.pack_for.span,
                "another policy",
                secondary=(Label(policy.name.span, "the policy"),),
                help=(f"take a pack that is for `{policy.name.text}`",),
            )


def _no_head(files: Sequence[SourceFile], packs: Sequence[ast.PolicyHead], out: Collector) -> None:
    if packs:
        pack, policy = packs[0], packs[0].pack_for
        of = policy.text if policy else "…"
        out.error(
            "HSB-R459",
            f"`{pack.name.text}` is a pack, and a pack alone is no policy",
            pack.name.span,
            "a pack",
            help=(f"name it beside its policy: `--policy {of} --pack {pack.name.text}`",),
        )
        return
    names = sorted(file.name for file in files)
    out.error(
        "HSB-R459",
        "no file here begins a policy" if names else "there is no file here, so there is no policy",
        Span(names[0], 0, 0) if names else NOWHERE,
        "no file has a line `policy …`" if len(names) > 1 else "has no line `policy …`" if names else "",
        help=('write one: `policy name "Title"`, and below it `edition "…"`',),
    )


# ---- calendars and files --------------------------------------------------------------------------------------------


def _calendar(text: ast.PolicyText, out: Collector) -> str:
    chosen = sorted((d for d in text.declarations if isinstance(d, ast.CalendarChoice)), key=lambda d: in_order(d.name))
    known = calendar_names()
    for choice in chosen:
        if choice.name.text not in known:
            near = nearest(choice.name.text, known)
            out.error(
                "HSB-N262",
                f"there is no calendar called `{choice.name.text}`",
                choice.name.span,
                "not known",
                help=(f"did you mean `{near}`?" if near else f"there is {listed(sorted(known))}",),
                fix=renamed(choice.name.span, near),
            )
    _check_said_once(
        [c.name.span for c in chosen],
        "a policy counts its working days by one calendar, and here is a second",
        out,
    )
    return chosen[0].name.text if chosen else DEFAULT_CALENDAR


def _check_uses(text: ast.PolicyText, files: Sequence[SourceFile], out: Collector) -> None:
    names = {file.name.removesuffix(SUFFIX).rpartition("/")[2] for file in files}
    for word in (word for d in text.declarations if isinstance(d, ast.Use) for word in d.files):
        if word.text in names:
            continue
        near = nearest(word.text, names)
        out.error(
            "HSB-N261",
            f"there is no file `{word.text}{SUFFIX}` here",
            word.span,
            "no such file",
            help=(f"did you mean `{near}`?" if near else f"there is {listed(sorted(names))}",),
            fix=renamed(word.span, near),
        )

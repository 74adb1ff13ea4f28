"""Floor 2, back end: the operators of plans that tell what rules are about: different combinations of keys, and which bindings are about each.

A key is the row of a record in the table of its kind, below 0 where it is not known.
"""

from typing import Any

import numpy as np
from attrs import frozen

from hsb_policy.backends.columnar.batch import Array
from hsb_policy.backends.columnar.frames import Made, expanded


@frozen(eq=False)
class Things(Made):
    """The different combinations of keys within each case: `element` is the first binding about each, `of` the thing of each binding."""

    of: Array


def distinct(case: Array, *keys: Array) -> Things:
    """The different combinations of keys within each case, each in the place of its first row."""
    _, first, of = np.unique(_numbered(case, keys), return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(order.size)
    return Things(case[first[order]], first[order], place[of])


def _numbered(case: Array, keys: tuple[Array, ...]) -> Array:
    """One number for the case and the keys of each row: the same for the same ones. A key that is not known is one of them."""
    number = case.astype(np.int64)
    for key in keys:
        span = int(key.max(initial=0)) + 2
        if int(number.max(initial=0)) > 2**62 // span:
            number = np.unique(number, return_inverse=True)[1]
        number = number * span + key + 1
    return number


@frozen(eq=False)
class About(Made):
    """Bindings with the things that they may be about: `up` is the thing, `element` the binding; `sure` 2 where it certainly is, else 1."""

    sure: Array


def about_things(binding_case: Array, thing_case: Array, things: Things, *keys: Array) -> About:
    """Each binding with its own thing; and where a key of it is not known, with every thing of the case that agrees on the others.

    `keys` are by turns a column of the bindings and one of the things.
    """
    of_bindings, of_things = keys[0::2], keys[1::2]
    own, every = things.of, np.arange(things.of.size)
    sure = np.full(own.size, 2, np.int8)
    open_ = np.flatnonzero(np.logical_or.reduce([key < 0 for key in of_bindings])) if of_bindings else every[:0]
    if not open_.size:
        return About(own, every, sure)
    strays = _strays(open_, own, binding_case, thing_case, of_bindings, of_things)
    return About(
        np.concatenate((own, strays.up)),
        np.concatenate((every, strays.element)),
        np.concatenate((sure, np.ones(strays.up.size, np.int8))),
    )


def _strays(open_: Array, own: Array, binding_case: Array, thing_case: Array, of_bindings: Any, of_things: Any) -> Made:
    count = np.bincount(thing_case, minlength=int(binding_case.max()) + 1)
    first = np.cumsum(count) - count
    case = binding_case[open_]
    pairs = expanded(first[case], count[case])
    binding, thing = open_[pairs.up], pairs.element
    agree = thing != own[binding]
    for of_binding, of_thing in zip(of_bindings, of_things, strict=True):
        # A binding whose key is not known may be about any thing whose own keys are all known.
        agree &= (of_binding[binding] == of_thing[thing]) | (of_binding[binding] < 0)
    for of_thing in of_things:
        agree &= of_thing[thing] >= 0
    return Made(thing[agree], binding[agree])


def sureness(about: About) -> Array:
    """How sure it is that a binding is about a thing."""
    return about.sure


def agreeing(level: Any, mine: Any, theirs: Any) -> Any:
    """A claim about something that has a key too: nothing where the keys differ, perhaps where one is not known."""
    unsure = np.minimum(level, (mine == theirs) * np.int8(1) + np.int8(1))
    unsure = np.where((mine < 0) | (theirs < 0), np.minimum(level, np.int8(1)), unsure)
    return np.where((mine == theirs) | (mine < 0) | (theirs < 0), unsure, np.int8(0))

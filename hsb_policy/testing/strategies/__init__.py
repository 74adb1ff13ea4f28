"""Floor 4: Hypothesis strategies: whole random well-typed policies, as text, and cases for them.

Hypothesis is imported in this package only; it is no dependency of the library.
"""

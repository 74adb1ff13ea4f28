"""The grammar (policy.lark) and the language reference (LANGUAGE.md), installed as data."""

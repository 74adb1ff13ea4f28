"""The bundled policies, a folder each, installed as data."""

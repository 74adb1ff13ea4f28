"""The rules of the house: floors, sizes, documents and packaging."""

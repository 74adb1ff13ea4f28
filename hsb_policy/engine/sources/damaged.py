"""Floor 3: that a compressed file is damaged, told by whoever undoes its compression."""


class DamagedError(Exception):
    """A compressed file that breaks off, or (`altered`) holds what no such file can hold."""

    def __init__(self, *, altered: bool) -> None:
        super().__init__()
        self.altered = altered

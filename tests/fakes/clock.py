"""A clock that a test sets."""


class Clock:
    """Tells the seconds that a test wants."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

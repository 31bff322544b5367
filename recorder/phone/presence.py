"""Whether a phone is there, told in words when it changes."""

SILENCE_S = 2.0


class Presence:
    """Notices when a phone falls silent and when it is back."""

    def __init__(self) -> None:
        self._heard_s: float | None = None
        self._away = False

    def heard(self, now_s: float) -> str | None:
        """Takes that something has arrived; returns a note where that ends a silence."""
        before_s, self._heard_s = self._heard_s, now_s
        if before_s is None:
            return "phone: it is there"
        silent_s = now_s - before_s
        self._away = False
        return f"phone: back after {silent_s:.1f} s" if silent_s > SILENCE_S else None

    def check(self, now_s: float) -> str | None:
        """Returns a note once a silence has begun."""
        if self._heard_s is None or self._away or now_s - self._heard_s <= SILENCE_S:
            return None
        self._away = True
        return "phone: nothing arrives any more"

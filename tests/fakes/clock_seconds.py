"""WallSeconds: the time of day, which stands still until a test moves it."""


class WallSeconds:
    """Called, it gives seconds since 1970 (UTC)."""

    def __init__(self, seconds=1_800_000_000.0):
        self.seconds = seconds

    def __call__(self):
        return self.seconds

    def advance(self, seconds):
        self.seconds += seconds

"""Breaking: an actor that breaks once, on the first message of a type, before or after it did its work."""


def breaking(actor_class, kind, when):
    """A subclass of an actor class that does so; `broke` tells whether it has."""

    class Breaking(actor_class):
        broke = False

        def handle(self, message):
            is_the_one = isinstance(message, kind) and not self.broke
            self.broke = self.broke or is_the_one
            if is_the_one and when == "before":
                raise RuntimeError("broken on purpose")
            super().handle(message)
            if is_the_one:
                raise RuntimeError("broken on purpose")

    return Breaking

"""The catalogue in the shapes that other programs read: one file a format, each a pure function from rows to bytes."""

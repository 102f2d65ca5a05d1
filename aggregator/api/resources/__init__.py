"""What can be asked for: one file a kind of thing, each with its routes, their handlers and their description."""

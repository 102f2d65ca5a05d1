"""Stage 0: the config file is watched, and what it says now is told to everybody."""

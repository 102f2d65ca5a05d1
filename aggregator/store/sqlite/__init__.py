"""The embedded store: one SQLite file (WAL, synchronous=FULL) that survives kills, full disks and flipped bits."""

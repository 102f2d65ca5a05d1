"""The values that flow: frozen, without I/O, threads, clocks or actors."""

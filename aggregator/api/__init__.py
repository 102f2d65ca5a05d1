"""Stage 3: the catalogue is served over HTTP."""

"""Stage 2: what can be found out about the models is queued, researched in batches, and merged."""

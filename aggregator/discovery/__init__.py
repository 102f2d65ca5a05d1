"""Stage 1: providers are polled, and their models become known."""

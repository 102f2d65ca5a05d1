"""The research sources, one file each: what can be learnt about a model, and from whom."""

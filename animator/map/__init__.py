"""The map of a sweep: what each combination of settings led to."""

"""The static edition: what the public may read, as pages without scripts."""

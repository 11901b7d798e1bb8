"""The static edition: what the public reads, as pages that need no script."""

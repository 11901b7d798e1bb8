"""Doubtful matches: how near two names are, and the queue in which people settle them."""

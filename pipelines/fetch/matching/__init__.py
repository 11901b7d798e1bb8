"""Doubtful matches: likeness of names, and the queue in which people settle them."""

"""How early alerts fire, and how many are false, on simulated crises with known dates."""

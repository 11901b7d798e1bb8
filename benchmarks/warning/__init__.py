"""How early the alerts speak, and how often for nothing, on simulated crises of known dates."""

"""Who sends each raw file: networks, or somebody else for them."""

from __future__ import annotations

# What is said of networks: kept by staff, or fetched from its source. No network deposits them.
KEPT_BY_STAFF = frozenset({"reseaux", "labels", "subventions", "indicateurs_publics"})
# Filled by public sources, or sent by funders: a network may send one and is asked for none.
FROM_OTHERS = frozenset({"etablissements", "subventions", "versements", "partenaires"})
NOT_ASKED = KEPT_BY_STAFF | FROM_OTHERS

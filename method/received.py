"""Who sends each raw file: the networks, or another source."""

from __future__ import annotations

# Data about networks, maintained by staff or fetched from a source. No network deposits them.
KEPT_BY_STAFF = frozenset({"reseaux", "labels", "subventions", "indicateurs_publics"})
# Filled from public sources, or sent by funders: a network may send them but is not asked to.
FROM_OTHERS = frozenset({"etablissements", "subventions", "versements", "partenaires"})
NOT_ASKED = KEPT_BY_STAFF | FROM_OTHERS

"""Canton and constituency of each establishment: geometry that the SQL does not do here."""

from __future__ import annotations

import duckdb

from method.settings import TERRITORIES
from pipelines.steps.locate import locate

# The snapshot of the territories changes with the table made from it.
INPUTS = ("staging.establishment", "reference.territory")
OUTPUTS = ("staging.establishment_place",)


def run(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `staging.establishment_place`: `siret`, `canton_code`, `circonscription_code`."""
    points = connection.execute(
        "select siret, commune_code, longitude, latitude from staging.establishment order by all"
    ).df()
    places = locate(points, TERRITORIES)
    connection.register("places", places)
    connection.execute("create or replace table staging.establishment_place as from places")
    connection.unregister("places")

-- What it was asked for. Applications name their funder without a SIREN: a name counts when every
-- agreement under that name has this SIREN. The hours that a network spent are for the network only.
select
    * replace (
        cast(null as double) as preparation_hours,
        cast(null as double) as control_hours
    )
from published.core.application
where funder_name in (
    select funder_name
    from published.core.grant
    group by funder_name
    having
        count(*) = count(*) filter (
            where funder_siret[:9] = (select subject from gate.reader)
        )
)

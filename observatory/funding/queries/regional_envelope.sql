-- What the Région paid by calendar year and type of network, up to a month end; a year that is not
-- over says so. Parameters: as_of.
select
    cast(year as integer) || case when is_whole then '' else ' (en cours)' end as year_text,
    network_type,
    networks,
    paid_eur as value
from marts.envelope_year
where year <= year($as_of) and network_type is not null
order by year, network_type

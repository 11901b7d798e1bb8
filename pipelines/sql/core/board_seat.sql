-- `ended_on` is the last day; no seat lasts longer than its network.
-- readers: staff
select
    s.id_reseau as network_id,
    s.id_mandat as seat_id,
    s.fonction as role,
    s.college,
    s.date_debut as started_on,
    nullif(
        least(coalesce(s.date_fin, date '9999-12-31'), coalesce(n.ended_on, date '9999-12-31')),
        date '9999-12-31'
    ) as ended_on
from raw.gouvernance as s
left join core.network as n on s.id_reseau = n.network_id
where n.ended_on is null or s.date_debut <= n.ended_on

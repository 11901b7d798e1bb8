-- Coordinates far from the commune are emptied: the commune then places the establishment. No
-- commune extends over 50 km outside Guyane; a degree of latitude is 111.2 km.
create or replace table ingest.misplaced as
with located as (
    select
        r.file_no, r.line, r.longitude as x, r.latitude as y,
        c.longitude as cx, c.latitude as cy, c.code, c.name,
        case when left(c.code, 3) = '973' then 300 else 50 end as reach
    from ingest.rows_{{ contract.name }} as r
    left join reference.commune_france as c
        on r.codeCommuneEtablissement = c.code and c.longitude is not null
    where r.longitude is not null or r.latitude is not null
),

measured as (
    select
        *,
        111.2 * sqrt((y - cy) ** 2 + ((x - cx) * cos(radians(cy))) ** 2) as km,
        111.2 * sqrt((x - cy) ** 2 + ((y - cx) * cos(radians(cy))) ** 2) as swapped_km,
        (x between -5.5 and 10 and y between 41 and 51.5)
        or (x between -64 and -51 and y between 2 and 19)
        or (x between 44 and 56 and y between -22 and -12)
        or (x between -57 and -56 and y between 46 and 48)
        or (y < -7 and (x between 158 and 180 or x between -180 and -134)) as is_in_france,
        x between 41 and 51.5 and y between -5.5 and 10 as is_swapped_mainland
    from located
)

select
    *,
    case
        when x is null or y is null then 'place_half'
        when x = 0 and y = 0 then 'place_zero'
        when swapped_km <= reach and km > reach then 'place_swapped'
        when km > reach then 'place_far'
        when cx is null and is_swapped_mainland then 'place_swapped'
        when cx is null and not is_in_france then 'place_abroad'
    end as problem
from measured;

insert into ingest.issue
select
    file_no, line, case when x is null then 'latitude' else 'longitude' end, problem,
    concat_ws(' ; ', ingest.spelled(x), ingest.spelled(y)),
    json_object('expected', coalesce(concat(name, ' (', code, ')'), ''), 'other', cast(round(km) as bigint))
from ingest.misplaced as m
where
    problem is not null
    -- The missing half was present, and already has its own issue.
    and not exists (
        select 1
        from ingest.emptied as e
        where
            m.problem = 'place_half' and e.file_no = m.file_no and e.line = m.line
            and e."column" in ('longitude', 'latitude')
    );

update ingest.rows_{{ contract.name }} as r
set longitude = null, latitude = null
from ingest.misplaced as m
where r.file_no = m.file_no and r.line = m.line and m.problem is not null;

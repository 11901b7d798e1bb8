-- One name for each funder, however files write it: « REGION CENTRE-VAL DE LOIRE » is the Région.
-- Names with the same letters are one funder, and so are those of one SIREN, except for European
-- funds: the Région hands out several under its own SIREN. The name shown is the one written most
-- often.
with sent as (
    select
        nomAttribuant as name,
        case when type_financeur is distinct from 'europe' then left(idAttribuant, 9) end as siren,
        coalesce(type_financeur = 'europe', false) as is_european
    from raw.subventions

    union all

    select
        financeur as name,
        null as siren,
        coalesce(type_financeur = 'europe', false) as is_european
    from raw.dossiers
),

lettered as (
    select
        name,
        siren,
        is_european,
        -- A name without such letters, as in Greek, is itself.
        coalesce(
            nullif(trim(regexp_replace(strip_accents(lower(name)), '[^a-z0-9]+', ' ', 'g')), ''),
            name
        ) as letters
    from sent
    where name is not null
),

-- Letters that stand for several SIREN are those of no one.
known as (
    select
        letters,
        is_european,
        case when min(siren) = max(siren) then min(siren) end as siren
    from lettered
    group by letters, is_european
),

counted as (
    select
        l.name,
        l.is_european,
        coalesce(k.siren, l.letters) as funder,
        count(*) as lines
    from lettered as l
    inner join known as k on l.letters = k.letters and l.is_european = k.is_european
    group by l.name, l.is_european, coalesce(k.siren, l.letters)
),

ranked as (
    select
        *,
        row_number() over (partition by funder, is_european order by lines desc, name) as place
    from counted
)

select
    c.name as sent_name,
    c.is_european,
    r.name as funder_name
from counted as c
inner join ranked as r on c.funder = r.funder and c.is_european = r.is_european and r.place = 1
order by sent_name, c.is_european

-- Companies that left (on the day after their last one) a network in the twelve months, once each, with the class of the reason that
-- the network wrote for the last exit. The order of the tests decides between two words.
with exited as (
    select
        d.as_of,
        p.network_id,
        p.siren,
        lower(trim(p.leave_reason)) as reason,
        row_number() over (
            partition by d.as_of, p.network_id, p.siren order by p.ended_on desc
        ) as from_last
    from core.month as d
    inner join core.membership_spell as p
        on p.ended_on >= d.from_12m and p.ended_on < d.as_of
)

select
    as_of,
    network_id,
    siren,
    case
        when coalesce(reason, '') = '' then 'unknown'
        when reason like '%cotisation%' or reason like '%pay%' or reason like '%paiement%'
            or reason like '%budg%' or reason like '%coût%' or reason like '%trop cher%' then 'unpaid'
        when reason like '%fusion%' or reason like '%absor%' or reason like '%rachat%'
            or reason like '%acquisition%' then 'merged'
        when reason like '%cessation%' or reason like '%cessé%' or reason like '%liquid%'
            or reason like '%radi%' or reason like '%fermeture%' or reason like '%faillite%'
            then 'ceased'
        when reason like '%démén%' or reason like '%demen%' or reason like '%hors région%'
            or reason like '%hors region%' or reason like '%transfert%' then 'moved'
        when reason like '%renouvel%' or reason like '%démission%' or reason like '%demission%'
            or reason like '%résili%' or reason like '%resili%' or reason like '%retrait%' then 'resigned'
        else 'other'
    end as reason
from exited
where from_last = 1

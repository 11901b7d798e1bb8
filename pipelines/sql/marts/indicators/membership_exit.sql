-- Companies that left a network (on the day after their last one), for the next twelve month ends
-- or until they left again, with the class of the reason given by the network. If a reason matches
-- two classes, the order of the tests decides. Words that hold another one are taken out first:
-- « Pays de la Loire » is no unpaid fee, « retraite » no withdrawal, « diffusion » no merger.
with exited as (
    select
        network_id,
        siren,
        coalesce(trim(leave_reason), '') = '' as is_unsaid,
        replace(replace(replace(replace(
            lower(leave_reason), 'pays', ''), 'retraite', ''), 'diffusion', ''), 'liquidité', ''
        ) as reason,
        last_day(ended_on + interval '1' day) as from_on,
        last_day(ended_on + interval '1' day + interval '12' month) as year_on,
        lead(last_day(ended_on + interval '1' day)) over (
            partition by network_id, siren order by ended_on
        ) as again_on
    from core.membership_spell
    where ended_on is not null
)

select
    network_id,
    siren,
    case
        when is_unsaid then 'unknown'
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
    end as reason,
    from_on,
    least(year_on, coalesce(again_on, year_on)) as until_on
from exited

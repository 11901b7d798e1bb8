-- Two lines that overlap are one stay: a company is never counted twice in a network.
with ordered as (
    select
        *,
        max(coalesce(left_on, date '9999-12-31')) over (
            partition by network_id, siren
            order by joined_on, coalesce(left_on, date '9999-12-31'), coalesce(siret, '')
            rows between unbounded preceding and 1 preceding
        ) as left_before
    from staging.membership
),

numbered as (
    select
        *,
        sum(case when left_before >= joined_on then 0 else 1 end) over (
            partition by network_id, siren
            order by joined_on, coalesce(left_on, date '9999-12-31'), coalesce(siret, '')
            rows between unbounded preceding and current row
        ) as stay
    from ordered
),

ranked as (
    select
        *,
        row_number() over (
            partition by network_id, siren, stay
            order by coalesce(left_on, date '9999-12-31') desc, joined_on desc, coalesce(siret, '')
        ) as from_last
    from numbered
)

select
    network_id,
    siren,
    max(case when from_last = 1 then siret end) as siret,
    max(case when from_last = 1 then college end) as college,
    min(joined_on) as joined_on,
    nullif(max(coalesce(left_on, date '9999-12-31')), date '9999-12-31') as left_on,
    max(case when from_last = 1 then leave_reason end) as leave_reason,
    max(case when from_last = 1 then annual_fee_eur end) as annual_fee_eur
from ranked
group by network_id, siren, stay

-- Balance of a scope over 36 months, then its forecast over 12: value is the balance, then P50;
-- low and high are P10 and P90, committed is the median if nothing is renewed.
-- Parameters: as_of, network_id.
with balances as (
    select *
    from marts.indicator_values
    where indicator_id = 'cash_end' and network_id = $network_id
),

fan as (
    select * from marts.cash_forecast where as_of = $as_of and network_id = $network_id
),

months as (
    select * from core.month where as_of = $as_of
)

select
    b.as_of,
    'observé' as kind,
    b.value,
    cast(null as double) as low,
    cast(null as double) as high,
    cast(null as double) as committed,
    cast(null as double) as committed_low,
    cast(null as double) as share_negative,
    cast(null as double) as due_eur,
    cast(null as bigint) as spread_month_ends
from balances as b
inner join months as m on b.as_of > m.from_36m and b.as_of <= m.as_of
union all
select
    f.month_end,
    'prévu',
    f.p50,
    f.p10,
    f.p90,
    f.committed_p50,
    f.committed_p10,
    f.share_negative,
    f.due_eur,
    f.spread_month_ends
from fan as f
order by as_of

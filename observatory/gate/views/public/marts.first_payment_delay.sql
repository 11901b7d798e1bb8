-- All networks together, when three or more were paid. Types of funders are shown when each has as
-- many: all funders together minus the others would give the one that is missing.
select *
from published.marts.first_payment_delay as d
where
    d.network_id = '*'
    and d.networks >= 3
    and (
        d.funder_type = '*'
        or not exists (
            select 1
            from published.marts.first_payment_delay as small
            where small.as_of = d.as_of and small.network_id = '*' and small.networks < 3
        )
    )

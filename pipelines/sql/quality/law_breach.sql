-- Published figures that break a law that is true by definition; with any, nothing is published.
-- readers: staff
select law_id, as_of, network_id, detail from quality.law_value
union all
select law_id, as_of, network_id, detail from quality.law_sum
union all
select law_id, as_of, network_id, detail from quality.law_flow
union all
select law_id, as_of, network_id, detail from quality.law_order

-- Every published figure that breaks a law that holds by definition: none, or nothing is published.
-- readers: staff
select law_id, as_of, network_id, detail from quality.law_value
union all
select law_id, as_of, network_id, detail from quality.law_sum
union all
select law_id, as_of, network_id, detail from quality.law_flow
union all
select law_id, as_of, network_id, detail from quality.law_order

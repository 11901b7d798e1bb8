-- Rows of a contract, each with its network: the one it names, else the one whose SIREN received
-- the grant, else that of the row it points to. NULL if several networks match.
create or replace table {{ into }}.{{ contract.name }} as
select
    r.*,
{% if is_direct and by_beneficiary %}
    coalesce(
        r.id_reseau,
        (
            select case when min(n.id_reseau) = max(n.id_reseau) then min(n.id_reseau) end
            from {{ through }}.reseaux as n
            where n.siren = substring(r.idBeneficiaire, 1, 9)
        )
    ) as network
{% elif is_direct %}
    r.id_reseau as network
{% elif key %}
    (
        select case when min(t.network) = max(t.network) then min(t.network) end
        from {{ through }}.{{ key.reference.resource }} as t
        where
            t.{{ key.reference.fields | quoted }} = r.{{ key.fields | quoted }}
{% for name in narrowing %}
            and (r.{{ name | quoted }} is null or t.{{ name | quoted }} = r.{{ name | quoted }})
{% endfor %}
    ) as network
{% else %}
    cast(null as varchar) as network
{% endif %}
from raw.{{ contract.name }} as r

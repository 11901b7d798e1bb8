-- Whether a contract has the same rows before and after, in any order and file.
with old as (
    select hash({% for name in contract.field_names %}{{ name | quoted }}, {% endfor %}network) as row_hash
    from before.{{ contract.name }}
),

new as (
    select hash({% for name in contract.field_names %}{{ name | quoted }}, {% endfor %}network) as row_hash
    from after.{{ contract.name }}
)

select not exists (select * from old except all select * from new)
    and not exists (select * from new except all select * from old)

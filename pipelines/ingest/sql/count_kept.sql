select count(*) from raw.{{ contract.name }}

-- What a company pays to its network, and why it leaves, is between the two of them.
select network_id, siren, siret, college, joined_on, left_on
from published.core.membership

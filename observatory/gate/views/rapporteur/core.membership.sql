-- What a company pays to its network is between the two of them, and so is why it left.
select network_id, siren, siret, college, joined_on, left_on
from published.core.membership

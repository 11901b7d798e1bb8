-- What a company pays to its network is between the two of them.
select network_id, siren, siret, college, joined_on, left_on, leave_reason
from published.core.membership

select * from published.core.membership_spell

select * from published.core.membership_period

select * from published.core.membership_month

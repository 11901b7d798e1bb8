select * from published.core.establishment

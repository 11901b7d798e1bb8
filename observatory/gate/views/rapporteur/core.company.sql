select * from published.core.company

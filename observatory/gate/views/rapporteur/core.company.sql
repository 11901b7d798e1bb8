select * exclude (is_in_region) from published.core.company

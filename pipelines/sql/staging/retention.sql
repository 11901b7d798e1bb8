-- One row: the day by which the people who had left were purged from the files, NULL if never.
select people_since
from meta.build

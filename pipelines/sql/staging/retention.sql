-- One row: the day before which the people who had left were purged from the files, NULL if never.
select people_since
from meta.build

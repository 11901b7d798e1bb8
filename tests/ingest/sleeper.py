"""Stands for a workbook reader that never ends."""

import time

time.sleep(60)

"""From raw files to what is published: ingest, SQL tables, Python steps, publication."""

import os

# Steps solve many small systems: threads of BLAS that wait for each other cost up to four times
# what they do, and take the processor of the step beside. Read by numpy when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

"""What performance claims rest on: one module for each table of `docs/performance.md`."""

# As a build: before numpy, which reads the number of threads that it sets.
import pipelines as pipelines

"""One refresh, step by step: read, check, build, estimate, audit, publish."""

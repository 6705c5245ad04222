"""Build aside, audit, publish in one step: releases that a failed refresh cannot hurt.

`warehouse/` holds `releases/<id>/` (whole, audited, read-only), `candidates/<id>/` (being built, or
kept after a failure), `current` (the release that is read) and `runs.jsonl` (every run there was).
Only the holder of the writer's lock changes any of it; readers need no lock.
"""

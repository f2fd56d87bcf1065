"""The gates of the course: what stops a wrong figure, a broken link or a careless sentence.

Each module has a `check(...)` that returns a list of `ContentError` (empty: all is well) and never
raises for a fault in the content. `run.run_all()` runs them all.
"""

"""Records -> channels (pure).

In: records and settings. Out: which channels there are, and who is in them. Imports disclosure, enriched, feed, state, taxonomy.
"""

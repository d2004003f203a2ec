"""One run: documents in, records in the store.

In: settings and sources. Out: what became of every mention. Imports everything of enrich.
"""

"""Who asks metadata services, for what and when, and what of the answers is kept.

In: published records, settings. Out: answers and enrichments in the store. Imports arxiv, clock, coordination, database, due, errors, http,
machine, options, paper_id, reconcile, record, services, settings, statements, store.
"""

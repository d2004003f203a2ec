"""The store: documents, look-ups, records, runs, and the history of all tables.

In: what was read and answered. Out: what is due, what is published. Imports addresses, coordination, database, due,
errors, machine, merging, paper_id, reconcile, record, statements, titles; migrations also tex.
"""

"""The store: documents, look-ups, records, runs.

In: what was read and answered. Out: what is due, what is published. The only folder of enrich with SQL; imports addresses, due, merging, http, record.
"""

"""HTML (pure).

In: channels, records, the status. Out: pages. Imports channels, disclosure, enriched, feed, formats, readable_text, state, taxonomy.
"""

"""A record, an entry, a feed in each form (pure).

In: records and the head of a feed. Out: XML, JSON, OPML. Imports enriched, feed, output, readable_text, state, taxonomy.
"""

"""Any query is a feed.

In: a question. Out: a feed or page of what the store finds. Imports what is below.
"""

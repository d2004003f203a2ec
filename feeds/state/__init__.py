"""What publishing keeps between runs (SQL, in the database of the store).

In: channels, members, files that were written. Out: the same. Imports nothing of feeds.
"""

"""Which papers each digest has named, and what became of its letters (SQL).

In: a digest, channels, letters. Out: what is new for it, and which letters are to be sent. Imports database, machine, state, store.
"""

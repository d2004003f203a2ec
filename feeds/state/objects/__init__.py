"""What object storage has of ours: each object with the digest of its bytes (SQL).

In: paths, digests, tags. Out: which objects differ. Imports database and state.
"""

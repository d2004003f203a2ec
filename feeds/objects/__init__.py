"""Object storage as out/: S3, Google Cloud Storage, Azure and whatever speaks like them. Only `bucket.py` asks it.

In: staged files. Out: objects, and rows of what they are. Imports media_types, output, state and what is below.
"""

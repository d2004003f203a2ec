"""arXiv's services -> records.

In: ids, queries, sets. Out: records as arXiv has them. Imports http, record, tex.
"""

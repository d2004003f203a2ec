"""arXiv's services -> records.

In: ids, queries, sets. Out: records as arXiv has them. Imports errors, http, months, record, tex, text.
"""

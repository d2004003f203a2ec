"""arXiv's services -> records.

In: ids, queries, sets. Out: records as arXiv has them. Imports errors, http, identifiers, months, names, record, tex, text.
"""

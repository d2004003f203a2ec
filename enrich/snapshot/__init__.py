"""arXiv's bulk file -> records.

In: the file. Out: records and candidates for titles, without asking anybody. Imports arxiv, database, errors,
machine, record, tex, text, titles.
"""

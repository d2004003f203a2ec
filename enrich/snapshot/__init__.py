"""arXiv's bulk file -> records.

In: the file. Out: records and candidates for titles, without asking anybody. Imports arxiv, record, tex, titles.
"""

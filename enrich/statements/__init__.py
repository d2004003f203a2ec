"""The frozen types of what services other than arXiv say, and of what a record keeps of it.

In: nothing. Out: Statement, PersonStatement, Enrichment. Imports nothing of ours.
"""

"""Documents that hold others: mails and notebooks.

In: a document. Out: its parts, each with its place and its format. Imports citations, documents, record, references.
"""

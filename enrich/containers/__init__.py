"""Documents that hold others: mails, notebooks, calendars, source code.

In: a document. Out: its parts, each with its place and its format. Imports citations, documents, record, references, titles.
"""

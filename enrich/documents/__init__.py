"""Opening what the user names.

In: paths, globs, addresses, standard input. Out: documents with their formats. Imports errors, options and record.
"""

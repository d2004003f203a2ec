"""References with named fields -> one mention for each entry, whatever it is.

In: text of a format that has fields, from which every module here makes a `ListedItem` of each entry; what its fields
mean is in `enrich/citations/named_fields.py`. Out: mentions. Imports citations, identifiers, listings, months,
record, tex, titles, tree.
"""

"""References with named fields: text of a format that has them -> one mention for each entry, whatever it is.

Every reader here makes a `Listed` of each entry; what its fields mean is in `enrich/citations/named_fields.py`.
"""

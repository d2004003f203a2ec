"""A title -> the right paper, or none.

In: a title with its evidence, and candidates. Out: a decision with its reason. Imports names, record.
"""

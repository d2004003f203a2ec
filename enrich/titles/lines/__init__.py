"""A title in a line of other words: which of these say who wrote it, and which are a reader's.

In: a line, a paper's title and the words of its authors' names. Out: whether the line tells the paper. Imports record.
"""

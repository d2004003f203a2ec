"""TeX -> Unicode.

In: titles, abstracts and references as arXiv has them. Out: text to read. Imports text alone.
"""

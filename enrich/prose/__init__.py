"""What of a text is prose, told from its words alone before anybody looks for works in it.

In: paragraphs, lines. Out: whether they are running text, whether anything may be named in them. Imports citations, names, text, titles.
"""

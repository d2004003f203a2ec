"""A search that works on any web server, without ours: an inverted index in small files, and what is in them.

In: records that are published. Out: files in out/search/. Imports enriched, formats, pages, readable_text and what is below.
"""

"""Persons as they are published: which have channels of their own, what pages and dumps say of them and why.

In: records with the persons of their authors, and the evidence. Out: channels' members, pages, dumps. Imports what is below.
"""

"""Pieces of work, in this process or in several.

In: a function and its tasks. Out: results in the order of the tasks. Imports coordination, machine.
"""

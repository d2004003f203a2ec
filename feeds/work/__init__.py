"""Pieces of work, in this process, in several, or on several machines.

In: a function and its tasks. Out: results in the order of the tasks. Imports coordination, errors, machine, version.
"""

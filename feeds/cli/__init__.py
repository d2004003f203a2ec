"""The command line.

In: what the user types. Out: exit status, messages, data. Imports everything, and nothing imports it.
"""

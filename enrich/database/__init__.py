"""The database: opened, read and written in transactions.

In: the address in [store] url. Out: engines, transactions that exclude each other by named locks, columns, errors that say what to do.
Knows no table; imports addresses, errors, machine and version.
"""

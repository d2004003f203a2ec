"""HTTP.

In: requests. Out: files of out/, searches, records, health. Imports connections, sending, operate, search and what is below.
"""

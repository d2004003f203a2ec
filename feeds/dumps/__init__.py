"""Files to compute on.

In: changed records. Out: dumps, their changes by day, a manifest. Imports what is below.
"""

"""`paperwire notify`, and what other commands do about digests.

In: what was typed. Out: letters, and an exit status. Imports notify and what is below.
"""

"""Jobs at their times.

In: the settings of jobs, the time. Out: when the next is, and what came of it. Imports nothing of feeds.
"""

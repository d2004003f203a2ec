"""The only writers of out/.

In: files as bytes. Out: files staged, then renamed into place. Imports nothing of feeds.
"""

"""In: records in the form of the dumps. Out: files of the records of each month, beside the full dumps.

Imports enrich, other folders of feeds and feeds.dumps; feeds.dumps.dump imports it.
"""

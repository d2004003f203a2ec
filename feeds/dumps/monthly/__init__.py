"""In: records in the form of the dumps. Out: files of the records of each month, beside the full dumps.

Imports enrich, exports, output and the other modules of feeds.dumps, of which dump and verify import it.
"""

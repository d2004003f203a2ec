"""Two records that turn out to be of one paper become one.

In: ids that are one paper's. Out: one record with all mentions. Imports database, paper_id, reconcile, record, statements.
"""

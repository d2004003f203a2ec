"""What of the statements of services is believed: authors are aligned, values chosen by an order of trust (pure).

In: a record and what services say of it. Out: its Enrichment. Imports names, paper_id, record, statements, text, titles.
"""

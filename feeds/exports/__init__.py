"""Records as reference managers and spreadsheets read them (pure).

In: records as JSON. Out: BibTeX, RIS, CSL-JSON, CSV, Parquet. Imports enriched.
"""

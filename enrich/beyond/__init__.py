"""Papers that arXiv does not have: what names them is looked up at Crossref and OpenAlex.

In: look-ups of DOIs and titles that arXiv cannot answer. Out: records by DOI, or the reason why there is none.
Imports asking, due, errors, identifiers, options, paper_id, reconcile, record, services, statements, store, tex, titles.
"""

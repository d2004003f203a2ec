"""What is followed beside arXiv's own lists: persons by ORCID iD, citations of papers, venues, institutions.

In: an iD, a paper, a venue, a ROR id. Out: mentions of the papers that arXiv, ORCID, OpenAlex and Crossref list. Imports arxiv,
asking, errors, http, identifiers, options, record, services, statements.
"""

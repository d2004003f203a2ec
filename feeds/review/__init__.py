"""The review over HTTP: open questions on who is who as a page, and the answers of whoever has `[serve] admin_token`.

In: questions of the store, forms. Out: pages, decisions. Imports connections, pages, papers, sending and what is below.
"""

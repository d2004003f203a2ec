"""The store: the only package with SQL."""

from enrich.store.database import Store
from enrich.store.lookups import LookUp, Settled
from enrich.store.records import Checked, Written
from enrich.store.runs import Run

__all__ = ["Checked", "LookUp", "Run", "Settled", "Store", "Written"]

"""Small models.

This module has the models that we use in the tutorial.

References
----------
.. [1] A. Coja-Oghlan, "Upper-bounding the k-colorability threshold by counting covers", 2013.
.. [2] A. Warren and J. Setubal. Using Entropy Estimates for DAG-Based Ontologies. Journal of Things, 2014.
.. [3] A. Basu, S. Basu and M. Mj, "Nash Equilibria via Duality and Homological Selection", arXiv:1111.0754
"""
import numpy as np

LABEL = "A constant string that looks like a title"


def fit(x):
    # see also Smith and Jones for details
    return np.mean(x)

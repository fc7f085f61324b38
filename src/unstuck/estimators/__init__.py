"""`MLPClassifier` and `MLPRegressor`: the networks of `unstuck.nn` in place of scikit-learn's.

``base`` has what both share; ``choices`` goes from names to records, ``draws`` has random numbers in scikit-learn's
order; ``stochastic`` and ``lbfgs`` train, ``callbacks`` are told, ``diagnosis`` says how it went, ``files`` keeps a
model.
"""

from unstuck.estimators.classifier import MLPClassifier
from unstuck.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]

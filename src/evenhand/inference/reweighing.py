"""Reweighing: how much each row counts, so that what it is labelled does not go with its group."""

from numpy.typing import ArrayLike

from evenhand.cube.cube import Array
from evenhand.inference.arithmetic import divide, floats


def reweighing(counted: ArrayLike) -> Array:
    """Return the weight of each cell such that rows and columns do not go together.

    Parameters
    ----------
    counted : array_like, shape (groups, labels)

    Returns
    -------
    float array of that shape
        NaN where there is nobody.

    References
    ----------
    Kamiran and Calders (2012), "Data Preprocessing Techniques for Classification without
    Discrimination".

    Examples
    --------
    >>> reweighing([[1, 3], [2, 2]]).round(3).tolist()
    [[1.5, 0.833], [0.75, 1.25]]
    """
    (table,) = floats(counted)
    groups, labels = table.sum(axis=1, keepdims=True), table.sum(axis=0, keepdims=True)
    return divide(groups * labels, table * table.sum())

import pytest
from scipy.stats import norm

from evenhand.inference.normal import two_sided, z


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
def test_quantiles_are_the_normal_ones(level):
    assert z(level) == pytest.approx(norm.ppf(level))
    assert two_sided(level) == pytest.approx(norm.ppf((1 + level) / 2))

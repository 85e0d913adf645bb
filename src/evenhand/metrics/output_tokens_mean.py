"""Mean output tokens."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def output_tokens_mean(kpi: Kpi) -> Mean:
    """Return the mean number of tokens that the model wrote for each group's decisions.

    Definition
    ----------
    Sum of the recorded output tokens / decisions that record them.

    In plain words
    --------------
    How much the language model wrote for a person of this group, thinking aloud among it.

    Parameters
    ----------
    kpi : Kpi
        The column named as "output_tokens": a number.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No output tokens are recorded for a group: NaN, never 0.

    References
    ----------
    OpenTelemetry, "Semantic Conventions for Generative AI" (in development):
    gen_ai.usage.output_tokens.

    Examples
    --------
    Two decisions took 400 and 600 tokens:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> wrote = Kpi(decisions=2 * one, n=2 * one, total=1000 * one, squares=520000 * one,
    ...             histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = output_tokens_mean(wrote)
    >>> (mean.total / mean.n).tolist()
    [500.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    output_tokens_mean,
    title="Mean output tokens",
    short="Output tokens",
    reads="output_tokens",
    unit="column",
)

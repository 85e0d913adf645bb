"""Mean input tokens."""

from evenhand.metrics._metric import Kpi, Mean, Metric


def input_tokens_mean(kpi: Kpi) -> Mean:
    """Return the mean number of tokens that the model read for each group's decisions.

    Definition
    ----------
    Sum of the recorded input tokens / decisions that record them.

    In plain words
    --------------
    How much the language model had to read for a person of this group.
    Some languages take several times the tokens for the same text.

    Parameters
    ----------
    kpi : Kpi
        The column named as "input_tokens": a number.

    Returns
    -------
    Mean
        Sum, sum of squares and number of the recorded values, one of each per group.

    Undefined when
    --------------
    No input tokens are recorded for a group: NaN, never 0.

    References
    ----------
    OpenTelemetry, "Semantic Conventions for Generative AI" (in development):
    gen_ai.usage.input_tokens.
    Petrov, La Malfa, Torr and Bibi (2023), "Language Model Tokenizers Introduce Unfairness Between
    Languages", NeurIPS 2023.

    Examples
    --------
    Two decisions took 4,000 and 6,000 tokens:

    >>> import numpy as np
    >>> one = np.ones(1)
    >>> read = Kpi(decisions=2 * one, n=2 * one, total=10000 * one, squares=52000000 * one,
    ...            histogram=np.zeros((1, 0)), centres=np.zeros(0), days=1.0)
    >>> mean = input_tokens_mean(read)
    >>> (mean.total / mean.n).tolist()
    [5000.0]
    """
    return Mean(kpi.total, kpi.squares, kpi.n)


METRIC = Metric(
    input_tokens_mean,
    title="Mean input tokens",
    short="Input tokens",
    reads="input_tokens",
    unit="column",
)

"""evenhand audits logs of automated decisions for bias, fairness and performance."""

__version__ = "0.1.0"

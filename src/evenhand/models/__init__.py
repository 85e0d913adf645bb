"""What takes rows and fitted models: proxies, and remedies tried on a sample of the log.

The only part that uses scikit-learn and fairlearn; it is imported when a plan asks for it.
"""

"""The generators of the logs in `sample_data/`: one module a sample."""

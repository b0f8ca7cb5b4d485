"""Train a whole grid of settings into a folder of logs, on this machine or on a Dask cluster."""

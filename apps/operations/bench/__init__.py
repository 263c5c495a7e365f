"""Loads the running product and reports latency, errors and cost beside a bare baseline in the same run."""

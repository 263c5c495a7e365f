"""Measures the product through its real services, on any data of the documented form."""

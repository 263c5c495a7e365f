"""Writes of the orders app: carts, addresses, checkout, and what happens to an order afterwards."""

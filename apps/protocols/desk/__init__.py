"""The checkout desk behind UCP and ACP: one way to keep a cart, price it, order it; the protocols only translate."""

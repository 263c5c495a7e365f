"""Synchronisation with the stock system of another company: a port, its embedded twin, and what follows from both."""

"""The staff pages: today's numbers, the orders board, stock and products."""

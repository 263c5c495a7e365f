"""The seam to whoever moves the money; nothing else in the shop knows a payment provider."""

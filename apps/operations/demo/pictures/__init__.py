"""Drawn product pictures: SVG made on the fly from the name of a picture, which says all that the drawing needs."""

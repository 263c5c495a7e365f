"""The demo shop: an Indian fashion and lifestyle shop written by us, loaded by `manage.py seed_demo`.

Everything is drawn by chance that repeats; nothing outside this package knows it.
"""

"""Serving over HTTP: processes of the web server granian, in which nobody who is slow keeps a thread from others."""

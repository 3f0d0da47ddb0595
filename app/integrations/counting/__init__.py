"""Telling a counter outside (tællerscript) that a form was started or completed.

The municipality gives two addresses for each form, as the counter has issued them. We ask for
them and say nothing else: no person, no reference, no cookie. Our own figures do not need it.
"""

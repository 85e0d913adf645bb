"""The view: an Audit as what a reader sees. All arithmetic and wording is done here.

`whole.py` puts it together, and says how to add a section. The terminal and the formats for
builds take single modules, and need not wait for the others to be imported.
"""

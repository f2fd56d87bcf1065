"""The course in JupyterLab: copies to try things on, or the pages themselves for their authors.

`pages` makes the copies, `settings` what JupyterLab is told, `server` runs it.
"""

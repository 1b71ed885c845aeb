"""Files of reviews as rows: what a file is, its columns, its cells. Plain Python: no Django, no database.

A format is one module with `describe(path, name) -> FileForm` and `rows(path, form) -> iterator of RawRow`;
`formats.py` lists them. Rows stream: memory does not grow with the file.
"""

"""What a case is: the one source that the form, the sheet, the API, the command line and the templates read.

This package knows the case and no Word: it imports marshmallow (and apispec, in `projections`) and nothing of
`service`.
"""

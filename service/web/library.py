"""The library of templates that an application works with."""

from __future__ import annotations

from flask import Flask, current_app

from service.casework import TemplateLibrary

_KEY = "iepdocs.library"


def use_library(app: Flask, library: TemplateLibrary) -> None:
    """Let the views of `app` find their templates in `library`."""
    app.extensions[_KEY] = library


def library() -> TemplateLibrary:
    """The library of the application that answers this request; each template in it is compiled once."""
    found: TemplateLibrary = current_app.extensions[_KEY]
    return found

"""The service over HTTP. The only place that knows Flask; it translates and decides nothing.

A request is read (`bodies`), handed to `service.casework`, and what comes back is sent (`downloads`). Whatever goes
wrong becomes one shape in one place (`problems`). The calls are in `api`, `batches` and `templates`, the pages in
`form`. `operation` runs the application for others: behind a server (`serving`, `connections`, `incoming`), with its
`settings`, its `log` and its `access`. Nothing is kept: no session, no cookie, no case on disk or in a log.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from service.casework import TemplateLibrary, use_kinds
from service.casework.versions import program_version
from service.web import api, batches, docs, form, headers, problems, templates
from service.web.assets import use_versions
from service.web.library import use_library
from service.web.openapi import ProblemApi, describe
from service.web.uploads import RequestInMemory

__all__ = ["create_app"]

BODY_LIMIT = 1024 * 1024
"""Bytes of a body; the fullest case that the schema lets through in practice is a tenth of it."""


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The WSGI application.

    `config` may set `MAX_CONTENT_LENGTH` (bytes of a body, 1 MiB without it) and `TEMPLATES` (a clinic's own
    folder of templates; without it the folder that `IEPDOCS_TEMPLATES` names, if any). The kinds of document that
    this folder declares become those of the process. Raises `KindDeclarationError` where a declaration has faults.
    """
    app = Flask(__name__, template_folder="pages", static_folder="static")
    app.config.from_mapping(
        MAX_CONTENT_LENGTH=BODY_LIMIT,
        TEMPLATES=os.environ.get("IEPDOCS_TEMPLATES") or None,
        API_TITLE="iepdocs",
        API_VERSION=program_version(),
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
    )
    app.config.from_mapping(config or {})
    app.request_class = RequestInMemory
    own_folder = app.config["TEMPLATES"]
    if own_folder and not Path(own_folder).is_dir():
        raise NotADirectoryError(f"{own_folder}: there is no such folder of templates. Check IEPDOCS_TEMPLATES.")
    own = Path(own_folder) if own_folder else None
    use_kinds(own)
    use_library(app, TemplateLibrary(own))
    use_versions(app)
    app.register_error_handler(Exception, problems.answer)
    documented = ProblemApi(app)
    describe(documented)
    documented.register_blueprint(api.blueprint)
    documented.register_blueprint(batches.blueprint)
    documented.register_blueprint(templates.blueprint)
    app.register_blueprint(docs.blueprint)
    app.register_blueprint(form.blueprint)
    app.after_request(headers.protect)
    return app

"""The page that documents the calls, and the health check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template

from schemas.walk import walk
from service.web.library import library
from service.web.openapi import refusals, resolved

blueprint = Blueprint("docs", __name__)


@blueprint.get("/api/docs")
def get_docs() -> str:
    """The calls to read and try, made from the same description that /api/openapi.json gives.

    The page is our own (one HTML file, one short script) rather than one of the ready-made viewers: those are
    1 to 4 MB of packed script from strangers on a page into which people paste a child's case, they show a
    case of two hundred fields as a tree to click open, and most need inline styles that the security policy
    forbids.
    """
    (api,) = (known["ext_obj"] for known in current_app.extensions["flask-smorest"]["apis"].values())
    spec = api.spec.to_dict()
    return render_template("docs.html", info=spec["info"], calls=list(_calls(spec)), fields=walk(), refusals=refusals())


@blueprint.get("/healthz")
def get_health() -> dict[str, Any]:
    """`ok` while the service answers. A changed template that cannot be used is named; its last good version serves."""
    findings = [
        f"{Path(problem.template).name}: {finding}" for problem in library().problems for finding in problem.findings
    ]
    return {"status": "ok", "template_problems": findings}


def _calls(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each operation of the description as the page shows it."""
    for path, operations in spec["paths"].items():
        shared = operations.get("parameters", [])
        for method, operation in operations.items():
            if method == "parameters":
                continue
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            examples = body.get("examples", {}).values()
            yield {
                "id": operation["operationId"],
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": [*shared, *operation.get("parameters", [])],
                "examples": [_example(resolved(spec, example)) for example in examples],
                "gives_file": "headers" in operation["responses"]["200"],
                "answers": [
                    (status, resolved(spec, answer)["description"])
                    for status, answer in sorted(operation["responses"].items())
                ],
            }


def _example(example: dict[str, Any]) -> tuple[str, str]:
    return example["summary"], json.dumps(example["value"], indent=2, ensure_ascii=False)

"""A clinic's own template with a picture in it."""

from __future__ import annotations

import base64
import threading
from pathlib import Path
from typing import Any

import docx
from werkzeug.serving import make_server

from service.web import create_app
from tests.browser.conftest import Silent, Watched
from tests.browser.person import go_to, open_case, wait_for_preview

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_the_picture_of_a_letterhead_is_in_the_preview(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "dot.png").write_bytes(DOT)
    template = docx.Document()
    template.add_picture(str(tmp_path / "dot.png"))
    template.add_paragraph("Dear school of {{ student.name }}")
    (tmp_path / "en").mkdir()
    template.save(str(tmp_path / "en" / "evaluation_request.docx"))
    server = make_server("127.0.0.1", 0, create_app({"TEMPLATES": tmp_path}), threaded=True, request_handler=Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": 1300, "height": 900})
    try:
        page = context.new_page()
        watched = Watched(page, site)
        page.goto(site)
        open_case(page, {"student": {"name": "Maya"}, "sender": {"name": "Ada"}, "documents": ["evaluation_request"]})
        go_to(page, "/form/section/student")
        wait_for_preview(page, "Dear school of Maya")
        loaded = """() => {
          const image = document.querySelector("#preview-page").shadowRoot.querySelector("img, image");
          return image && (image.naturalWidth ?? 1);
        }"""
        assert page.evaluate(loaded) == 1
        go_to(page, "/form/letter/evaluation_request")
        assert page.locator("article").inner_text().strip().endswith("Dear school of Maya")
        assert watched.troubles == []
    finally:
        context.close()
        server.shutdown()
        server.server_close()

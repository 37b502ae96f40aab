"""The engines of the Node world on the same documents, where Node and its registry are at hand."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

from tests.bench import documents

PACKAGES = ("docxtemplater", "pizzip", "easy-template-x", "carbone")
SCRIPT = """
const fs = require('fs');
const [engine, template, context, rounds] = process.argv.slice(2);
const content = fs.readFileSync(template);
const data = JSON.parse(fs.readFileSync(context, 'utf8'));
const render = {
  'docxtemplater': () => {
    const Docxtemplater = require('docxtemplater'), PizZip = require('pizzip');
    return async () => {
      const doc = new Docxtemplater(new PizZip(content), {paragraphLoop: true, linebreaks: true});
      doc.render(data);
      return doc.getZip().generate({type: 'nodebuffer', compression: 'DEFLATE'});
    };
  },
  'easy-template-x': () => {
    const handler = new (require('easy-template-x').TemplateHandler)();
    return () => handler.process(content, data);
  },
  'carbone': () => {
    const carbone = require('carbone');
    return () => new Promise((done, fail) =>
      carbone.render(template, data, {}, (error, result) => error ? fail(error) : done(result)));
  },
}[engine]();
(async () => {
  const times = [];
  let made;
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint();
    made = await render();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  fs.writeFileSync(template + '.' + engine + '.docx', Buffer.from(made));
  times.sort((a, b) => a - b);
  console.log(times[Math.floor(times.length / 2)]);
  process.exit(0);
})().catch(error => { console.error(String(error)); process.exit(1); });
"""
"""Renders one document again and again in one warm process and prints the median in milliseconds."""

ENGINES = {"docxtemplater": documents.MUSTACHE, "easy-template-x": documents.MUSTACHE, "carbone": documents.CARBONE}


def install(folder: Path) -> str:
    """Install the engines into `folder`; why that could not be done, or nothing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not installed here"
    call = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), *PACKAGES]
    done = subprocess.run(call, capture_output=True, check=False, timeout=300)
    (folder / "render.js").write_text(SCRIPT)
    return "npm could not install them" if done.returncode else ""


def milliseconds(engine: str, name: str, folder: Path, context: dict[str, Any], rounds: int) -> float | None:
    """The median time of one document in a warm process of `engine`; None if it leaves out values."""
    make = {"plan": documents.plan, "letter": documents.letter}[name]
    template, values = folder / f"{name}.{engine}.docx", folder / "values.json"
    template.write_bytes(make(ENGINES[engine]))
    values.write_text(json.dumps(context))
    call = ["node", "render.js", engine, str(template), str(values), str(rounds)]
    done = subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode or printed(Path(f"{template}.{engine}.docx")) != printed(folder / f"{name}.ours.docx"):
        return None
    return float(done.stdout)


def printed(document: Path) -> int:
    """How many values stand in a document: each of them begins with the same word."""
    with zipfile.ZipFile(document) as archive:
        return archive.read("word/document.xml").count(documents.MARK.encode())

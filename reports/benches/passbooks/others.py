"""The other engines, kept warm: `passbooks.rs` says on standard input which engine is to make which passbooks, and is
told how many seconds that took. What is no engine's work is done before the clock runs: reading the content, writing
HTML out of it.

    others.py FOLDER FONTS TEMPLATE CHROMIUM       typst 0 100      seconds, a line each
"""
import html
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import typst
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

FOLDER, FONTS, TEMPLATE = (Path(argument).resolve() for argument in sys.argv[1:4])
CHROMIUM = sys.argv[4]

FACES = [("Noto Sans", "NotoSans"), ("Noto Sans Khmer", "NotoSansKhmer")]
STYLE = "".join(
    f"@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url('{(FONTS / f'{file}-{name}.ttf').as_uri()}') }}\n"
    for family, file in FACES
    for weight, name in [(400, "Regular"), (700, "Bold")]
) + """
@page { size: 105mm 148mm; margin: 0 }
html { font: 8pt/1.5 'Noto Sans', 'Noto Sans Khmer'; color: #1a1f1c }
body, p, h2, table { margin: 0 }
section { position: relative; width: 90mm; height: 132mm; padding: 8mm 7.5mm; break-after: page; overflow: hidden }
section:last-child { break-after: avoid }
.head, .foot { font-size: 6.8pt; color: #555f59; display: table; width: 100% }
.head { border-bottom: .5pt solid #b4bfb7; margin-bottom: 2mm }
.foot { position: absolute; bottom: 8mm; left: 7.5mm; width: 90mm }
.head span, .foot span { display: table-cell }
.head span + span, .foot span + span { text-align: right }
h2 { font-size: 9.2pt; color: #1f5e3a; margin: 3pt 0 2pt }
.small { font-size: .86em; color: #555f59 }
.facts td { padding: 0 0 1pt; border-bottom: .3pt solid #b4bfb7; vertical-align: top; font-weight: 700 }
.facts td:first-child { width: 42%; font-weight: 400; font-size: .92em; color: #555f59 }
.numbered td { vertical-align: top; padding-bottom: 2pt }
.numbered td:first-child { width: 16pt; font-weight: 700; color: #1f5e3a }
table { border-collapse: collapse; width: 100% }
.lines { border: .7pt solid #b4bfb7; margin-bottom: 4pt }
.lines td, .lines th { border: .4pt solid #b4bfb7; padding: 0 2.6pt; line-height: 1.3 }
.lines th { background: #e6efe8; color: #1f5e3a; text-align: left }
.fit { white-space: nowrap; width: 1px }
.Right { text-align: right } .Middle { text-align: center }
tr.marked { background: #fbf1d3 } tr.sum, b { font-weight: 700 }
small { font-size: .84em; color: #555f59 }
i { display: inline-block; width: 7.4pt; height: 7.4pt; border: .6pt solid #b4bfb7; margin-right: 2.4pt }
i.on { background: #1f5e3a; border-color: #1f5e3a }
.drawn { position: absolute; left: 0; top: 0; white-space: nowrap; line-height: 1; box-sizing: border-box }
.hands td { width: 50%; padding: 3mm; vertical-align: bottom; font-size: .88em }
.hands .thumb { width: 18mm; height: 18mm; border: .7pt solid #b4bfb7; margin-left: auto }
.hands .line { border-bottom: .7pt dotted #555f59; height: 4pt; margin-bottom: 2pt }
.seal td { vertical-align: top; padding-right: 8pt } .seal img { width: 32mm; display: block }
.seal .code { font-size: 1.3em; font-weight: 700 }
hr { border: 0; border-top: .6pt solid #b4bfb7; margin: 4pt 0 }
.together { break-inside: avoid }
"""


def cell(content, column):
    width = "fit" if column["width"] == "fit" else ""
    inner = ""
    if content:
        text = html.escape(content.get("text", ""))
        inner = {
            "text": lambda: text,
            "strong": lambda: f"<b>{text}</b>",
            "under": lambda: f"{text}<br><small>{html.escape(content['under'])}</small>",
            "over": lambda: f"{html.escape(content['over'])}<br><b>{text}</b>",
            "stamps": lambda: "".join(f"<i{' class=on' if at < content['on'] else ''}></i>" for at in range(content["of"])),
        }[content["is"]]()
    return f'<td class="{width} {column["align"]}">{inner}</td>'


def table(block):
    columns = block["columns"]
    wide = lambda column: f' style="width:{column["width"]["mm"]}mm"' if "mm" in column["width"] else ""
    heads = "".join(f'<th class="{column["align"]}"{wide(column)}>{html.escape(column["head"])}</th>' for column in columns)
    high = max(block["row"], block["size"] * 1.9)
    rows = block["rows"] + [{"kind": "plain", "cells": []}] * block["spare"]
    lines = ""
    for row in rows:
        cells = row["cells"] + [None] * (len(columns) - len(row["cells"]))
        inner = "".join(cell(content, column) for content, column in zip(cells, columns))
        lines += f'<tr class="{row["kind"]}" style="height:{high}pt">{inner}</tr>'
    return f'<table class="lines" style="font-size:{block["size"] * 0.92}pt"><tr>{heads}</tr>{lines}</table>'


def drawn(item):
    if item["is"] == "box":
        style = f'left:{item["x"]}pt;top:{item["y"]}pt;width:{item["width"]}pt;height:{item["height"]}pt'
        if item["fill"]:
            style += f';background:{item["fill"]}'
        if item["stroke"]:
            style += f';border:{item["stroke"][1]}pt solid {item["stroke"][0]}'
        return f'<div class="drawn" style="{style}"></div>'
    weight = 700 if item["bold"] else 400
    place = f'left:{item["x"]}pt;top:{item["baseline"] - item["size"] * 0.85}pt'
    return f'<div class="drawn" style="{place};font-size:{item["size"]}pt;font-weight:{weight};color:{item["ink"]}">{html.escape(item["text"])}</div>'


def square(content):
    return "data:image/svg+xml," + content["square"].replace('"', "'").replace("#", "%23").replace("<", "%3C").replace(">", "%3E")


def two(rows, name):
    return f'<table class="{name}">' + "".join(f"<tr><td>{first}</td><td>{second}</td></tr>" for first, second in rows) + "</table>"


def hand(person):
    office, name = map(html.escape, person)
    return f'<div class="thumb"></div><div class="line"></div><b>{office}</b><br>{name}'


def block(part, content):
    said = html.escape(part.get("text", ""))
    return {
        "heading": lambda: f"<h2>{said}</h2>",
        "text": lambda: f"<p>{said}</p>",
        "small": lambda: f'<p class="small">{said}</p>',
        "numbered": lambda: two([(part["number"], said)], "numbered"),
        "facts": lambda: two([map(html.escape, line) for line in part["lines"]], "facts"),
        "table": lambda: table(part),
        "signatures": lambda: two([[hand(person) for person in part["people"][at : at + 2]] for at in range(0, len(part["people"]), 2)], "hands"),
        "seal": lambda: two([(f'<img src="{square(content)}">', f'<p class="code">{part["code"]}</p>' + "".join(f'<p class="small">{html.escape(says)}</p>' for says in part["says"]))], "seal"),
        "rule": lambda: "<hr>",
        "gap": lambda: f'<div style="height:{part["mm"]}mm"></div>',
        "together": lambda: '<div class="together">' + "".join(block(inner, content) for inner in part["blocks"]) + "</div>",
        "drawn": lambda: "".join(drawn(item) for item in part["items"]),
    }[part["is"]]()


def ends(pair, name):
    return f'<div class="{name}"><span>{html.escape(pair[0])}</span><span>{html.escape(pair[1])}</span></div>' if pair else ""


def body(content):
    leaf = lambda leaf: f'<section>{ends(leaf["head"], "head")}{"".join(block(part, content) for part in leaf["blocks"])}{ends(leaf["foot"], "foot")}</section>'
    return "".join(leaf(each) for each in content["leaves"])


def page(title, style, bodies):
    return f'<!doctype html><html lang="km"><meta charset="utf-8"><title>{html.escape(title)}</title>{style}<body>{"".join(bodies)}</body></html>'


FONT_SET = FontConfiguration()
SHEET = CSS(string=STYLE, font_config=FONT_SET)
COMPILER = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=[FONTS], ignore_system_fonts=True)


def by_typst(first, texts):
    begun = time.perf_counter()
    for at, text in enumerate(texts, first):
        COMPILER.compile(output=FOLDER / f"typst-{at}.pdf", sys_inputs={"content": text}, pdf_tags=False)
    return time.perf_counter() - begun


def by_weasyprint(first, texts):
    pages = [page(content["title"], "", [body(content)]) for content in map(json.loads, texts)]
    begun = time.perf_counter()
    for at, text in enumerate(pages, first):
        HTML(string=text).write_pdf(FOLDER / f"weasyprint-{at}.pdf", stylesheets=[SHEET], font_config=FONT_SET)
    return time.perf_counter() - begun


STARTS = []


def printed(source, target):
    begun = time.perf_counter()
    subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-pdf-tagging", "--no-pdf-header-footer",
         f"--user-data-dir={FOLDER / 'chromium'}", f"--print-to-pdf={target}", source.as_uri()],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begun


def by_chromium(first, texts):
    """All in one page, and the usual time of printing an empty page taken off: its start is not held against it."""
    contents = [json.loads(text) for text in texts]
    sheet = f"<style>{STYLE.replace('section:last-child', 'body > section:last-child')}</style>"
    (FOLDER / "many.html").write_text(page(contents[0]["title"], sheet, map(body, contents)))
    (FOLDER / "empty.html").write_text(page("", sheet, []))
    STARTS.append(printed(FOLDER / "empty.html", FOLDER / "empty.pdf"))
    return max(printed(FOLDER / "many.html", FOLDER / f"chromium-{first}.pdf") - statistics.median(STARTS), 0.0)


ENGINES = {"typst": by_typst, "weasyprint": by_weasyprint, "chromium": by_chromium}
for line in sys.stdin:
    engine, first, many = line.split()
    texts = [(FOLDER / f"content-{at}.json").read_text() for at in range(int(first), int(first) + int(many))]
    print(ENGINES[engine](int(first), texts), flush=True)

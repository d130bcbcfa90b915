"""All shapes on one page, to look at: `python -m demo.drawings.contact_sheet > sheet.html`, then open it.

The page also measures each shape and prints the numbers of frames.json: after drawing something new, put them there.
"""

from base64 import b64encode

from demo.drawings.look import SHAPES, Look
from demo.drawings.pictures import front, unframed

STYLES = 4
COLORS = ("sage", "rust", "navy", "cream", "teal", "ochre", "berry", "sky")

PAGE = """<!doctype html><meta charset="utf-8"><title>Shapes</title>
<style>body{{font:12px sans-serif}}figure{{display:inline-block;margin:6px}}img{{width:180px}}#raw{{height:0;overflow:hidden}}</style>
{figures}<div id="raw">{raw}</div><pre id="frames"></pre>
<script>
const frames = {{}};
for (const svg of document.querySelectorAll("#raw svg")) {{
  for (const mark of svg.querySelectorAll("[fill^=url],[fill='#5b4a35'],[stroke='#5b4a35'],[clip-path]")) mark.remove();
  const b = svg.querySelector("g").getBBox();
  (frames[svg.dataset.kind] ??= []).push([b.x, b.y, b.width, b.height].map(Math.round));
}}
document.querySelector("#frames").textContent = JSON.stringify(frames);
</script>"""


def contact_sheet() -> str:
    """The page as HTML."""
    figures, raw = [], []
    for number, kind in enumerate(sorted(SHAPES)):
        for style in range(STYLES):
            look = Look(kind, COLORS[(number + style) % len(COLORS)], style=style)
            raw.append(
                f'<svg viewBox="0 0 800 800" width="800" height="800" data-kind="{kind}"><g>{unframed(look)}</g></svg>'
            )
            picture = b64encode(front(look).encode()).decode()
            figures.append(f'<figure><img src="data:image/svg+xml;base64,{picture}" alt=""><br>{kind} {style}</figure>')
    return PAGE.format(figures="".join(figures), raw="".join(raw))


if __name__ == "__main__":
    print(contact_sheet())

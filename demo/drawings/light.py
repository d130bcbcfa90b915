"""Lamps and candles."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import circle, ellipse, faded, group, line, path, poly, rect, shadow, shape, thread
from demo.drawings.solids import band, disc, tube, turned
from demo.drawings.tones import tone

GLOW = '<radialGradient id="glow"><stop offset="0" stop-color="#ffe7a8" stop-opacity=".75"/><stop offset="1" stop-color="#ffe7a8" stop-opacity="0"/></radialGradient>'


@drawn
def tablelamp(look: Look) -> str:
    """Style 0 a shade on a turned foot, 1 a mushroom, 2 a globe on a block."""
    foot = [(380, 14), (440, 20), (480, 62), (540, 84), (600, 60), (620, 88)]
    return (
        shadow(110, 626)
        + turned(foot, look.trim)
        + rect(394, 350, 12, 40, tone("brass").base)
        + turned([(170, 92), (370, 176)], look.tone, smooth=False, gloss=0.35)
        + ellipse(400, 170, 92, 17, look.tone.deep)
        + ellipse(400, 168, 80, 12, "#ffe9b8")
    )


@style_of("tablelamp", 1)
def mushroom_lamp(look: Look) -> str:
    dome = [(260, 20), (276, 110), (330, 176), (392, 200)]
    return (
        shadow(120, 622)
        + turned([(392, 30), (560, 34), (600, 96), (616, 112)], look.trim)
        + ellipse(400, 392, 200, 36, "#ffe9b8")
        + turned(dome, look.tone)
    )


@style_of("tablelamp", 2)
def globe_lamp(look: Look) -> str:
    globe = (
        circle(400, 330, 130, "#f6efdc")
        + path("M458 214A130 130 0 0 1 400 460A170 170 0 0 0 458 214Z", "#e7dabc")
        + circle(356, 284, 30, "#ffffff", more=' opacity=".7"')
    )
    return (
        shadow(110, 624)
        + GLOW
        + circle(400, 330, 230, "url(#glow)")
        + turned([(450, 60), (520, 78), (616, 84)], look.tone, smooth=False)
        + disc(450, 60, look.tone)
        + globe
    )


@drawn
def pendant(look: Look) -> str:
    """Hanging from above; style 0 dome, 1 globe, 2 wide dish, 3 paper or wicker."""
    cord = rect(397, 40, 6, 250, tone("charcoal").base) + turned([(250, 18), (300, 26)], tone("brass"), smooth=False)
    shapes = (
        [(290, 30), (330, 120), (420, 180), (500, 190)],
        [],
        [(330, 26), (370, 90), (430, 230), (446, 250)],
        [(290, 60), (360, 170), (450, 210), (540, 180), (600, 120)],
    )
    wall = shapes[look.style % 4]
    low, r = wall[-1]
    ribs = (
        "".join(
            path(f"M{400 - w} {y}A{w} {w * 0.19:.0f} 0 0 0 {400 + w} {y}", "none", look.tone.shade, 3, ' opacity=".6"')
            for y, w in ((330, 128), (375, 182), (420, 204), (470, 210), (520, 192), (560, 160))
        )
        if look.style == 3
        else ""
    )
    under = ellipse(400, low + 2, r, r * 0.19, look.tone.deep) + ellipse(400, low, r * 0.92, r * 0.15, "#fff1cd")
    return (
        cord
        + turned(wall, look.tone, squash=0.19)
        + ribs
        + under
        + (circle(400, low - 2, 26, "#fffaf0") if look.style != 3 else "")
    )


@style_of("pendant", 1)
def globe_pendant(look: Look) -> str:
    cord = rect(397, 40, 6, 250, tone("charcoal").base) + turned([(250, 18), (300, 26)], tone("brass"), smooth=False)
    return (
        GLOW
        + circle(400, 430, 260, "url(#glow)")
        + cord
        + circle(400, 430, 150, "#f6efdc")
        + path("M470 300A150 150 0 0 1 400 580A190 190 0 0 0 470 300Z", "#e7dabc")
        + turned([(284, 40), (306, 60)], look.tone, smooth=False)
    )


@drawn
def floorlamp(look: Look) -> str:
    """A reading lamp on a tall stand, or with style 1 on three legs."""
    base = ellipse(400, 712, 92, 18, look.trim.shade) + ellipse(400, 706, 92, 18, look.trim.base)
    stand = (
        tube((400, 250), (400, 706), 13, look.trim)
        if not look.style
        else "".join(tube((400, 300), (x, 712), 16, look.trim) for x in (270, 400, 530))
    )
    head = (
        turned([(90, 80), (250, 150)], look.tone, smooth=False, gloss=0.35)
        + ellipse(400, 90, 80, 15, look.tone.deep)
        + ellipse(400, 88, 68, 11, "#ffe9b8")
    )
    return shadow(110, 712) + ("" if look.style else base) + stand + head


@drawn
def desklamp(look: Look) -> str:
    """A jointed arm with a cone."""
    joint = tone("brass")
    head = group(
        turned([(190, 30), (214, 46), (320, 110)], look.tone, x=560, smooth=False),
        ellipse(560, 322, 110, 21, look.tone.deep),
        ellipse(560, 322, 98, 16, "#fff1cd"),
        circle(560, 320, 22, "#fffaf0"),
        turn=24,
        about=(560, 220),
    )
    foot = turned([(590, 100), (612, 108)], look.tone, smooth=False) + disc(590, 100, look.tone)
    arms = tube((400, 590), (270, 390), 15, joint) + tube((270, 390), (552, 214), 15, joint)
    return (
        shadow(120, 618)
        + arms
        + foot
        + head
        + circle(270, 390, 17, joint.base)
        + circle(266, 386, 6, joint.pale)
        + circle(400, 586, 15, joint.base)
    )


@drawn
def candle(look: Look) -> str:
    """Style 0 in a glass, 1 three tapers, 2 a pillar."""
    flame = '<path d="M400 {y}q-22 -26 0 -66q22 40 0 66Z" fill="#f2b544"/><path d="M400 {y}q-10 -14 0 -36q10 22 0 36Z" fill="#fff3cf"/>'
    wall, clear = [(380, 116), (600, 112), (618, 104)], tone("glass")
    wax = [(440, 110), (600, 107), (612, 100)]
    label = path("M330 500H470V580H330Z", "#f8f2e4", more=' opacity=".95"') + "".join(
        line([(350, y), (450 - (y % 3) * 14, y)], look.trim.base, 4) for y in (524, 541, 558)
    )
    return (
        GLOW
        + circle(400, 370, 150, "url(#glow)")
        + shadow(118, 622)
        + faded(0.5, turned(wall, clear))
        + turned(wax, look.tone, gloss=0)
        + ellipse(400, 440, 110, 20, look.tone.light)
        + line([(400, 440), (400, 414)], tone("charcoal").base, 5)
        + flame.format(y=418)
        + faded(0.6, band(wall, "#ffffff", start=-0.78, end=-0.64))
        + label
        + ellipse(400, 380, 116, 22, "none", clear.shade, 4)
    )


@style_of("candle", 1)
def tapers(look: Look) -> str:
    return _tapers(look)


@style_of("candle", 2)
def pillar(look: Look) -> str:
    flame = '<path d="M400 {y}q-22 -26 0 -66q22 40 0 66Z" fill="#f2b544"/><path d="M400 {y}q-10 -14 0 -36q10 22 0 36Z" fill="#fff3cf"/>'
    wick = line([(400, 300), (400, 272)], tone("charcoal").base, 5)
    return (
        GLOW
        + circle(400, 230, 150, "url(#glow)")
        + shadow(100, 622)
        + turned([(300, 98), (616, 98)], look.tone, smooth=False, gloss=0.3)
        + ellipse(400, 300, 98, 19, look.tone.light)
        + ellipse(400, 303, 62, 11, look.tone.shade)
        + wick
        + flame.format(y=276)
    )


def _tapers(look: Look) -> str:
    parts = []
    for x, top in ((290, 250), (400, 200), (510, 290)):
        holder = turned([(540, 26), (580, 22), (606, 56), (620, 62)], look.trim, x=x)
        wick = line([(x, top), (x, top - 22)], tone("charcoal").base, 4)
        parts += [
            shadow(64, 624, x),
            turned([(top, 13), (top + 8, 17), (560, 20)], look.tone, x=x, gloss=0.4),
            wick,
            holder,
        ]
    return "".join(parts)


@drawn
def lantern(look: Look) -> str:
    """A storm lantern for outdoors."""
    t = look.tone
    ring = path("M330 200Q400 70 470 200", "none", t.shade, 12)
    roof = shape([(290, 280), (340, 200), (460, 200), (510, 280)], t.base) + shape(
        [(430, 200), (460, 200), (510, 280), (450, 280)], t.shade
    )
    panes = rect(304, 280, 192, 290, "#e3ece9") + path(
        "M316 290L400 290L330 560L316 560Z", "#ffffff", more=' opacity=".6"'
    )
    wax = turned([(450, 48), (560, 48)], tone("cream"), smooth=False) + path(
        "M400 446q-18 -22 0 -56q18 34 0 56Z", "#f2b544"
    )
    posts = (
        "".join(rect(x, 280, 16, 290, t.base if x < 480 else t.shade) for x in (292, 392, 492))
        if look.style
        else rect(292, 280, 16, 290, t.base) + rect(492, 280, 16, 290, t.shade)
    )
    foot = rect(274, 566, 252, 34, t.base, 6) + rect(274, 586, 252, 14, t.shade, 6)
    return GLOW + shadow(140, 606) + ring + panes + circle(400, 430, 150, "url(#glow)") + wax + posts + roof + foot


@drawn
def stringlights(look: Look) -> str:
    """Bulbs along a cord that hangs in two bows."""
    cord = [(90, 250), (240, 380), (400, 290), (560, 400), (710, 260)]
    spots = [(120, 285), (190, 358), (262, 380), (334, 338), (412, 296), (486, 352), (556, 400), (628, 368), (688, 294)]
    bulbs = "".join(
        circle(x, y + 62, 70, "url(#glow)")
        + rect(x - 9, y + 4, 18, 26, look.tone.base, 4)
        + path(f"M{x - 9} {y + 30}Q{x - 34} {y + 70} {x} {y + 96}Q{x + 34} {y + 70} {x + 9} {y + 30}Z", "#fbe3a0")
        + path(f"M{x - 10} {y + 46}Q{x - 18} {y + 66} {x - 8} {y + 80}", "none", "#fffdf4", 5)
        for x, y in spots
    )
    return (
        GLOW
        + thread([(x + 6, y + 14) for x, y in cord], "#5b4a35", 8, ' opacity=".08"')
        + thread(cord, look.tone.base, 8)
        + bulbs
    )


@drawn
def flashlight(look: Look) -> str:
    beam = path(poly([(180, 250), (60, 40), (20, 330)]) + "Z", "#ffe7a8", more=' opacity=".35"') if look.style else ""
    body = tube((300, 400), (620, 400), 86, look.tone, "butt") + "".join(
        line([(x, 362), (x, 438)], look.tone.shade, 6) for x in range(380, 560, 22)
    )
    head = (
        shape([(300, 352), (200, 316), (200, 484), (300, 448)], look.tone.base)
        + shape([(300, 424), (200, 444), (200, 484), (300, 448)], look.tone.shade)
        + ellipse(200, 400, 24, 84, tone("steel").base)
        + ellipse(197, 400, 18, 70, "#fff3cf")
    )
    tail = rect(612, 352, 42, 96, look.trim.base, 10) + circle(340, 388, 15, look.trim.base)
    return group(
        beam,
        path("M190 500L640 460L660 490L220 520Z", "#5b4a35", more=' opacity=".10"'),
        body,
        tail,
        head,
        turn=-24,
        at=(0, 10),
    )

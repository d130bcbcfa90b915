"""Pots, and what makes coffee."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import (
    blob,
    circle,
    clipped,
    ellipse,
    faded,
    line,
    lying,
    path,
    rect,
    shadow,
    shape,
    thread,
)
from demo.drawings.solids import band, disc, rim, tube, turned
from demo.drawings.tones import tone


@drawn
def saucepan(look: Look) -> str:
    height = (210, 170, 245)[look.style % 3]
    top = 640 - height - 26
    wall = [(top, 168), (top + height * 0.86, 168), (top + height, 150)]
    handle = tube((560, top + 42), (752, top - 4), 26, look.trim) + circle(742, top - 2, 5, look.trim.deep)
    return "".join([
        shadow(190, 618, 410),
        tube((540, top + 46), (580, top + 36), 20, tone("steel")), handle,
        turned(wall, look.tone, smooth=False), band([(top + 4, 169), (top + 16, 169)], look.tone.light),
        rim(top, 170, tone("steel"), wall=8),
        *[circle(552 - step * 2, top + 44 + step * 13, 4, tone("steel").deep) for step in range(2)],
    ])  # fmt: skip


@drawn
def pot(look: Look) -> str:
    """A casserole with its lid on."""
    height = (200, 150, 250)[look.style % 3]
    top = 640 - height - 20
    wall = [(top, 196), (top + height * 0.8, 194), (top + height, 170)]
    lid = [(top - 58, 40), (top - 46, 108), (top - 20, 178), (top, 200)]
    grip = "".join(
        thread([(x, top + 26), (x + d * 52, top + 22), (x + d * 54, top + 58), (x, top + 62)], look.tone.shade, 18)
        for x, d in ((208, -1), (592, 1))
    )
    knob = [(top - 100, 20), (top - 90, 30), (top - 76, 22), (top - 60, 14), (top - 52, 24)]
    return "".join([
        shadow(206, 620), grip, turned(wall, look.tone, smooth=False),
        faded(0.5, band([(top + 10, 197), (top + 18, 197)], look.tone.deep)),
        turned(lid, look.tone, gloss=0.35), turned(knob, look.trim),
    ])  # fmt: skip


@drawn
def frypan(look: Look) -> str:
    """Seen from above, handle to the lower right."""
    rings = "".join(circle(340, 370, r, "none", look.tone.shade, 2, ' opacity=".5"') for r in (60, 105, 150))
    handle = tube((470, 500), (700, 730), 34, look.trim)
    d = "M110 370a230 230 0 1 0 460 0a230 230 0 1 0 -460 0Z"
    return "".join([
        lying(d, 16), lying("M480 480L720 720L690 745L455 510Z", 10),
        tube((490, 520), (540, 570), 22, tone("steel")), handle, circle(688, 718, 8, look.trim.deep),
        circle(340, 370, 230, look.tone.deep), circle(338, 367, 224, look.tone.light), circle(342, 372, 212, look.tone.base),
        clipped("pan", "M130 370a212 212 0 1 0 424 0a212 212 0 1 0 -424 0Z",
                faded(0.5, path("M554 372A212 212 0 0 1 250 562A250 250 0 0 0 554 372Z", look.tone.shade)),
                faded(0.3, path("M150 320A200 200 0 0 1 330 165A260 260 0 0 0 150 320Z", look.tone.pale))),
        rings if look.style == 0 else circle(340, 370, 165, look.tone.shade, more=' opacity=".35"'),
    ])  # fmt: skip


@drawn
def kettle(look: Look) -> str:
    body = [(330, 96), (360, 130), (470, 176), (560, 190), (612, 172)]
    spout = blob(
        [(540, 480), (600, 430), (640, 352), (672, 340), (676, 362), (650, 420), (620, 500), (570, 540)],
        look.tone.shade,
    )
    goose = thread([(548, 540), (610, 520), (625, 430), (650, 340), (690, 318)], look.tone.shade, 24) + thread(
        [(556, 532), (604, 514), (618, 428), (644, 338), (684, 316)], look.tone.light, 6
    )
    grip = (
        thread([(262, 396), (214, 290), (270, 186), (400, 158), (530, 186), (586, 290), (538, 396)], look.trim.base, 26)
        if not look.style
        else thread([(300, 380), (170, 350), (150, 470), (214, 560)], look.trim.base, 30)
    )
    return "".join([
        shadow(196, 616), goose if look.style else spout, turned(body, look.tone), disc(334, 98, look.tone),
        turned([(300, 18), (312, 24), (326, 14)], look.trim), grip,
    ])  # fmt: skip


@drawn
def dripper(look: Look) -> str:
    """A coffee filter on a glass server."""
    glass = tone("glass")
    flask = [(470, 92), (500, 140), (560, 172), (616, 160)]
    cone = [(262, 168), (300, 142), (410, 66), (430, 60)]
    ribs = "".join(
        line([(400 + k * 150, 300), (400 + k * 62, 408)], look.tone.shade, 4, ' opacity=".6"')
        for k in (-0.7, -0.35, 0, 0.35, 0.7)
    )
    grip = thread([(540, 300), (610, 290), (616, 350), (512, 372)], look.tone.shade, 18)
    return "".join([
        shadow(176, 620), faded(0.55, turned(flask, glass)), faded(0.9, turned([(548, 166), (570, 171), (616, 158)], tone("coffee"), gloss=0.3)),
        ellipse(400, 548, 166, 30, tone("coffee").light), faded(0.6, band(flask, glass.pale, start=-0.75, end=-0.6)),
        ellipse(400, 440, 128, 24, look.tone.shade), ellipse(400, 434, 128, 24, look.tone.base),
        grip, turned(cone, look.tone), ribs, rim(262, 168, look.tone, wall=9),
        blob([(252, 262), (330, 236), (470, 236), (548, 262), (470, 288), (330, 288)], "#f7f1e4"),
        ellipse(400, 268, 96, 14, tone("coffee").base),
    ])  # fmt: skip


@drawn
def mokapot(look: Look) -> str:
    t = look.tone
    lower = (
        shape([(300, 430), (500, 430), (540, 620), (260, 620)], t.base)
        + shape([(430, 430), (500, 430), (540, 620), (450, 620)], t.shade)
        + shape([(300, 430), (350, 430), (330, 620), (260, 620)], t.light)
    )
    upper = (
        shape([(290, 210), (510, 210), (480, 402), (320, 402)], t.base)
        + shape([(435, 210), (510, 210), (480, 402), (428, 402)], t.shade)
        + shape([(290, 210), (350, 210), (362, 402), (320, 402)], t.light)
    )
    spout = shape([(292, 220), (228, 196), (300, 290)], t.shade)
    lid = shape([(284, 210), (400, 160), (516, 210)], t.light) + shape([(400, 160), (516, 210), (420, 210)], t.base)
    grip = path(
        "M506 226L630 214Q646 214 644 232L622 420Q616 436 598 432Q586 428 588 412L602 268L512 280Z", look.trim.base
    )
    return "".join(
        [
            shadow(160, 622),
            grip,
            spout,
            lower,
            rect(304, 400, 192, 34, t.deep, 6),
            upper,
            lid,
            circle(400, 148, 20, look.trim.base),
            circle(394, 141, 7, look.trim.light),
        ]
    )


@drawn
def mill(look: Look) -> str:
    """A pepper mill, and with style 1 its salt sister."""

    def one(x: float, tall: float, wood: str) -> str:
        top = 640 - tall
        profile = [
            (top, 30),
            (top + 30, 48),
            (top + 70, 40),
            (top + 84, 30),
            (top + 100, 52),
            (top + tall * 0.55, 38),
            (620, 62),
            (632, 62),
        ]
        head = turned([(top - 22, 8), (top - 14, 15), (top - 2, 9)], tone("steel"), x=x)
        return (
            shadow(66, 636, x)
            + turned(profile, tone(wood), x=x)
            + head
            + band([(top + 84, 33), (top + 92, 40)], tone(wood).deep, x=x)
        )

    return one(400, (420, 0, 330)[look.style % 3], look.color)


@style_of("mill", 1)
def pair_of_mills(look: Look) -> str:
    def one(x: float, tall: float, wood: str) -> str:
        top = 640 - tall
        profile = [
            (top, 30),
            (top + 30, 48),
            (top + 70, 40),
            (top + 84, 30),
            (top + 100, 52),
            (top + tall * 0.55, 38),
            (620, 62),
            (632, 62),
        ]
        head = turned([(top - 22, 8), (top - 14, 15), (top - 2, 9)], tone("steel"), x=x)
        return (
            shadow(66, 636, x)
            + turned(profile, tone(wood), x=x)
            + head
            + band([(top + 84, 33), (top + 92, 40)], tone(wood).deep, x=x)
        )

    return one(315, 330, look.color) + one(480, 290, look.second)

"""What hangs or stands in a pantry."""

from demo.drawings.look import Look, drawn
from demo.drawings.pen import (
    circle,
    clipped,
    ellipse,
    faded,
    line,
    lying,
    path,
    rect,
    round_rect,
    shadow,
)
from demo.drawings.solids import band, disc, tube, turned
from demo.drawings.tones import tone


@drawn
def breadbox(look: Look) -> str:
    t = look.tone
    slats = "".join(line([(150, y), (650, y)], t.shade, 4, ' opacity=".6"') for y in (350, 390, 430, 470))
    body = "M140 600L140 400Q140 300 240 300L560 300Q660 300 660 400L660 600Z"
    return "".join([
        shadow(270, 606), path(body, t.base), clipped("bread", body, slats if look.style else "", rect(560, 280, 110, 340, t.shade, more=' opacity=".6"'), rect(130, 290, 60, 200, t.pale, more=' opacity=".4"')),
        path("M130 590L670 590L670 620Q670 628 660 628L140 628Q130 628 130 620Z", look.trim.base), rect(130, 608, 540, 20, look.trim.shade, 6),
        tube((350, 520), (450, 520), 20, look.trim),
    ])  # fmt: skip


@drawn
def jar(look: Look) -> str:
    """A storage jar; `color` is what is in it, `second` the lid."""
    tall = (300, 220, 380)[look.style % 3]
    top, glass = 640 - tall, tone("glass")
    wall = [(top, 112), (top + 30, 130), (600, 130), (620, 118)]
    fill = [(top + tall * 0.34, 122), (600, 122), (614, 112)]
    specks = "".join(
        circle(x, y, 7, look.tone.shade if (x + y) % 3 else look.tone.light)
        for y in range(int(top + tall * 0.4), 606, 26)
        for x in range(300 + (y // 26) % 2 * 14, 506, 32)
    )
    return "".join([
        shadow(136, 620), faded(0.5, turned(wall, glass)), turned(fill, look.tone, gloss=0), clipped("fill", f"M284 {top + tall * 0.38}h232v240h-232Z", faded(0.7, specks)),
        ellipse(400, top + tall * 0.34, 122, 22, look.tone.light), faded(0.55, band(wall, glass.pale, start=-0.78, end=-0.6)),
        turned([(top - 34, 112), (top + 4, 116)], look.trim, smooth=False), disc(top - 34, 112, look.trim),
    ])  # fmt: skip


@drawn
def teatowel(look: Look) -> str:
    """Hanging from a peg in soft folds."""
    d = "M290 170Q400 120 510 170Q560 400 580 660Q510 680 460 660Q400 690 340 662Q280 680 220 660Q240 400 290 170Z"
    stripes = "".join(
        path(
            f"M180 {y}Q300 {y + 22} 400 {y + 4}Q500 {y - 10} 620 {y + 8}",
            "none",
            look.trim.base,
            16 if look.style else 8,
        )
        for y in ((560, 600, 632) if look.style < 2 else range(220, 660, 60))
    )
    checks = (
        "".join(
            path(
                f"M{x} 120Q{x + (x - 400) * 0.2} 400 {x + (x - 400) * 0.5} 690",
                "none",
                look.trim.base,
                8,
                ' opacity=".7"',
            )
            for x in range(300, 520, 50)
        )
        if look.style == 2
        else ""
    )
    folds = "".join(
        path(
            f"M400 150Q{400 + k * 60} 400 {400 + k * 110} 690L{400 + k * 110 + 44} 690Q{400 + k * 60 + 26} 400 400 150Z",
            look.tone.shade,
            more=' opacity=".5"',
        )
        for k in (-1.1, 0.15, 1.05)
    )
    return "".join(
        [
            lying(d, 16),
            path(d, look.tone.base),
            clipped("towel", d, stripes, checks, folds),
            path("M392 148Q370 96 400 92Q430 96 408 148", "none", look.trim.base, 7),
            circle(400, 92, 15, tone("oak").base),
            circle(396, 88, 6, tone("oak").light),
        ]
    )


@drawn
def apron(look: Look) -> str:
    d = "M310 210L490 210Q500 330 590 370L600 670Q600 690 580 690L220 690Q200 690 200 670L210 370Q300 330 310 210Z"
    pocket = path(round_rect(300, 470, 200, 130, 14), look.tone.light, look.tone.shade, 3) + line(
        [(400, 472), (400, 600)], look.tone.shade, 3
    )
    straps = path("M312 214Q300 90 400 86Q500 90 488 214", "none", look.trim.base, 16) + path(
        "M212 380Q150 400 120 470M588 380Q650 400 680 470", "none", look.trim.base, 14
    )
    return "".join(
        [
            lying(d, 14),
            straps,
            path(d, look.tone.base),
            clipped(
                "apron",
                d,
                faded(0.5, path("M520 300L610 300L610 700L540 700Z", look.tone.shade)),
                faded(0.3, path("M200 300L260 300L250 700L200 700Z", look.tone.pale)),
            ),
            pocket,
            *[circle(x, 226, 6, tone("brass").base) for x in (322, 478)],
        ]
    )


@drawn
def spicebox(look: Look) -> str:
    """A round tin with seven little bowls, from above."""
    spices = ("amber", "brick", "moss", "coffee", "mustard", "sand", "rust")
    spots = [(400, 400), *arc_ring()]
    cups = "".join(
        circle(x, y, 70, tone("steel").deep)
        + circle(x - 1, y - 2, 66, tone("steel").light)
        + circle(x, y, 58, tone(spice).base)
        + path(f"M{x - 50} {y + 10}Q{x} {y - 34} {x + 50} {y + 10}", "none", tone(spice).light, 12, ' opacity=".5"')
        for (x, y), spice in zip(spots, spices, strict=True)
    )
    d = "M150 400a250 250 0 1 0 500 0a250 250 0 1 0 -500 0Z"
    return "".join(
        [
            lying(d, 20),
            circle(400, 400, 250, look.tone.shade),
            circle(397, 395, 246, look.tone.light),
            circle(400, 400, 232, look.tone.base),
            cups,
        ]
    )


def arc_ring() -> list[tuple[float, float]]:
    return [(400 + dx, 400 + dy) for dx, dy in ((150, 0), (75, 130), (-75, 130), (-150, 0), (-75, -130), (75, -130))]

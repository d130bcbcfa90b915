"""Toys of wood."""

from demo.drawings.look import Look, drawn, style_of
from demo.drawings.pen import circle, ellipse, group, line, path, rect, shadow, shape, thread
from demo.drawings.solids import box, tube, turned
from demo.drawings.tones import tone


@drawn
def blocks(look: Look) -> str:
    """A little building; style 1 a rainbow, 2 a marble run."""
    rows = "".join(
        box(x, y, w, 92, tone(c), depth=34, rise=20)
        for x, y, w, c in (
            (190, 528, 110, look.color),
            (310, 528, 160, look.second),
            (500, 528, 100, "sage"),
            (230, 436, 150, "sky"),
            (420, 436, 120, "ochre"),
        )
    )
    arch = (
        path("M260 436V344H480V436H420A50 50 0 0 0 320 436Z", tone("navy").base)
        + shape([(480, 344), (514, 324), (514, 416), (480, 436)], tone("navy").shade)
        + shape([(260, 344), (294, 324), (514, 324), (480, 344)], tone("navy").light)
    )
    roof = shape([(284, 340), (380, 236), (476, 340)], tone("brick").base) + shape(
        [(380, 236), (476, 340), (510, 320), (404, 226)], tone("brick").shade
    )
    return shadow(240, 622) + rows + arch + roof


@style_of("blocks", 1)
def rainbow(look: Look) -> str:
    arcs = "".join(
        path(f"M{400 - r} 610A{r} {r} 0 0 1 {400 + r} 610", "none", tone(c).base, 44)
        + path(
            f"M{400 + r * 0.7:.0f} {610 - r * 0.71:.0f}A{r} {r} 0 0 1 {400 + r} 610",
            "none",
            tone(c).shade,
            44,
            ' opacity=".6"',
        )
        for r, c in ((236, look.color), (190, look.second), (144, "ochre"), (98, "sage"), (52, "sky"))
    )
    return shadow(270, 622) + arcs


@style_of("blocks", 2)
def marble_run(look: Look) -> str:
    ramps = "".join(
        shape([(x, y), (x + w, y + d), (x + w, y + d + 30), (x, y + 30)], look.tone.base)
        + shape([(x, y + 22), (x + w, y + d + 22), (x + w, y + d + 30), (x, y + 30)], look.tone.shade)
        for x, y, w, d in ((190, 250, 400, 60), (210, 440, 400, -60), (190, 510, 400, 60))
    )
    posts = "".join(
        rect(x, y, 46, 620 - y, look.trim.base, 6) + rect(x + 28, y, 18, 620 - y, look.trim.shade, 6)
        for x, y in ((170, 210), (590, 290))
    )
    return (
        shadow(240, 622)
        + posts
        + ramps
        + "".join(
            circle(x, y, 17, tone(c).base) + circle(x - 5, y - 6, 5, "#ffffff")
            for x, y, c in ((300, 250, "brick"), (480, 384, "blue"), (330, 516, "ochre"))
        )
    )


@drawn
def stacker(look: Look) -> str:
    """Rings on a post; style 1 stacking cups, 2 a spinning top."""
    rings = "".join(
        ellipse(400, 596 - step * 58, 170 - step * 22, 50 - step * 4, tone(c).shade)
        + ellipse(400, 584 - step * 58, 170 - step * 22, 50 - step * 4, tone(c).base)
        + path(
            f"M{270 + step * 18} {570 - step * 58}Q{330 + step * 8} {548 - step * 58} {410} {546 - step * 57}",
            "none",
            tone(c).pale,
            8,
            ' opacity=".6"',
        )
        for step, c in enumerate((look.color, look.second, "ochre", "sage", "sky"))
    )
    return (
        shadow(176, 636)
        + ellipse(400, 628, 180, 34, tone("beech").shade)
        + ellipse(400, 620, 180, 34, tone("beech").base)
        + rings
        + circle(400, 280, 48, tone("beech").base)
        + circle(386, 264, 16, tone("beech").pale)
    )


@style_of("stacker", 1)
def nesting_cups(look: Look) -> str:
    cups = "".join(
        turned([(y, r), (y + 92, r * 0.86)], tone(c), smooth=False, gloss=0.3)
        + ellipse(400, y, r, r * 0.19, tone(c).light)
        for y, r, c in ((528, 150, look.color), (436, 126, look.second), (344, 104, "ochre"), (252, 82, "sky"))
    )
    return shadow(150, 622) + cups


@style_of("stacker", 2)
def spinning_top(look: Look) -> str:
    return shadow(70, 640) + group(
        turned([(300, 20), (330, 60), (380, 150), (430, 156), (500, 90), (600, 10)], look.tone)
        + turned([(384, 152), (424, 157)], look.trim, gloss=0)
        + tube((400, 190), (400, 320), 26, tone("beech")),
        turn=9,
        about=(400, 620),
    )


@drawn
def train(look: Look) -> str:
    """An engine and a wagon; style 1 a truck, 2 a boat, 3 an airplane."""
    engine = (
        rect(150, 300, 130, 260, look.tone.base, 10)
        + rect(136, 280, 160, 30, look.trim.base, 8)
        + rect(176, 340, 78, 70, "#efe6d2", 6)
        + tube((280, 470), (450, 470), 140, look.tone, "butt")
        + rect(380, 330, 44, 80, look.trim.shade)
        + rect(368, 316, 68, 24, look.trim.base, 6)
        + circle(452, 470, 62, look.tone.light)
        + circle(452, 470, 26, tone("ochre").base)
    )
    wagon = (
        rect(540, 450, 150, 110, look.trim.base, 8)
        + rect(540, 530, 150, 30, look.trim.shade)
        + "".join(tube((560 + step * 38, 440), (690, 440 - step * 0), 30, tone("walnut")) for step in range(1))
        + rect(500, 540, 50, 10, tone("charcoal").base)
    )
    return (
        shadow(280, 630) + wagon + engine + _wheels("walnut", [(200, 46), (320, 34), (420, 34), (580, 30), (660, 30)])
    )


@style_of("train", 2)
def boat(look: Look) -> str:
    return (
        shadow(220, 616)
        + rect(392, 200, 16, 330, tone("beech").base)
        + shape([(420, 220), (600, 480), (420, 480)], look.trim.base)
        + shape([(380, 260), (380, 480), (250, 480)], tone("cream").base)
        + path("M160 520H640Q610 620 530 616H270Q190 610 160 520Z", look.tone.base)
        + path("M160 520H640L632 546H170Z", look.tone.light)
        + path("M520 546H632Q600 620 530 616H470Z", look.tone.shade)
    )


@style_of("train", 3)
def airplane(look: Look) -> str:
    return (
        shadow(200, 640, strength=0.6)
        + path("M170 400Q180 330 300 330H560Q650 340 680 420Q600 480 440 484H260Q180 470 170 400Z", look.tone.base)
        + path("M300 470Q500 480 680 420Q600 480 440 484H300Z", look.tone.shade)
        + shape([(380, 400), (520, 400), (600, 590), (540, 600)], look.trim.base)
        + shape([(200, 340), (160, 220), (230, 230), (290, 332)], look.trim.base)
        + path("M520 340Q560 290 610 350Z", "#d5e3e6")
        + ellipse(690, 416, 14, 84, tone("beech").base)
        + circle(690, 416, 17, tone("brick").base)
        + circle(450, 500, 26, tone("charcoal").base)
    )


@style_of("train", 1)
def truck(look: Look) -> str:
    return (
        shadow(260, 628)
        + path("M150 340H470V550H150Z", look.trim.base)
        + rect(150, 500, 320, 50, look.trim.shade)
        + "".join(line([(x, 350), (x, 500)], look.trim.shade, 5) for x in (220, 310, 400))
        + path("M480 550V400Q480 376 510 376H580Q600 376 616 400L660 470V550Z", look.tone.base)
        + path("M530 400H580L616 462H530Z", "#d5e3e6")
        + rect(480, 520, 180, 30, look.tone.shade)
        + _wheels("charcoal", [(230, 46), (400, 46), (580, 46)])
    )


def _wheels(tire: str, spots: list[tuple[float, float]]) -> str:
    return "".join(
        circle(x, 586, r, tone(tire).base)
        + circle(x, 586, r * 0.62, tone("beech").light)
        + circle(x, 586, 7, tone("earth").base)
        for x, r in spots
    )


@drawn
def pullalong(look: Look) -> str:
    """A duck on wheels with a cord."""
    body = path(
        "M200 470Q220 380 340 400Q440 420 470 330Q460 230 540 220Q620 226 620 300Q620 350 590 390Q600 540 470 560H290Q200 550 200 470Z",
        look.tone.base,
    ) + path("M590 390Q600 540 470 560H290Q240 556 215 520Q420 540 500 470Q560 420 590 390Z", look.tone.shade)
    wing = path("M290 450Q380 420 440 470Q400 530 320 520Q280 500 290 450Z", look.trim.base)
    beak = path("M612 270L700 284Q700 312 616 318Z", tone("orange").base)
    wheels = "".join(
        circle(x, 600, 44, tone("beech").base)
        + circle(x, 600, 26, look.trim.base)
        + circle(x, 600, 7, tone("earth").base)
        for x in (300, 480)
    )
    return (
        shadow(200, 640)
        + thread([(600, 520), (680, 560), (720, 500), (740, 420)], tone("rope").base, 7)
        + circle(742, 410, 17, tone("brick").base)
        + rect(250, 550, 280, 24, tone("beech").shade, 8)
        + body
        + wing
        + beak
        + circle(560, 284, 12, tone("charcoal").base)
        + wheels
    )

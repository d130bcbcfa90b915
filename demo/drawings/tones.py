"""Colors of things: one name, five tones of it."""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import cache

GROUND = "#f4f0e8"

COLORS = {
    # Materials
    "copper": "#c9824f", "brass": "#c9a24d", "steel": "#b9c0c3", "iron": "#4a4b4d", "enamel": "#f0ece1",
    "oak": "#cfa873", "walnut": "#83583a", "beech": "#dcba8c", "bamboo": "#d9bd7a", "olive wood": "#b78a55",
    "terracotta": "#c4754f", "stoneware": "#b9ab97", "porcelain": "#efede6", "glass": "#c9dcd9", "concrete": "#b4b1aa",
    "leather": "#9c6238", "cork": "#c79b68", "kraft": "#c7a276", "wicker": "#c59a5f", "rope": "#d3bd94", "slate": "#5f6669",
    # Colors people choose
    "cream": "#eadfc8", "natural": "#e2d5bb", "white": "#f1efea", "sand": "#d9c4a0", "ochre": "#d39a3c",
    "mustard": "#cf9b32", "yellow": "#e7bd49", "amber": "#c98430", "honey": "#dba547", "rust": "#b65a35",
    "brick": "#a9503d", "red": "#bf4640", "berry": "#8c3a52", "plum": "#6b4460", "rose": "#d9a09a", "blush": "#e3bfae",
    "coral": "#dd8063", "lavender": "#a99bc2", "sage": "#9bab8b", "moss": "#76824f", "olive": "#7d7a47",
    "green": "#4f7d5b", "forest": "#355a46", "fir": "#2f4f43", "mint": "#a9cdb9", "teal": "#3f7f80", "sky": "#9fc0d3",
    "blue": "#4d78a0", "denim": "#56708f", "navy": "#31435f", "ink": "#2c3a4f", "dove": "#c2c1bb", "gray": "#8e9092",
    "stone": "#a79f93", "anthracite": "#47494d", "charcoal": "#3b3c3f", "black": "#323235", "coffee": "#5a3d2b",
    "chocolate": "#614334", "earth": "#5f4a3b", "silver": "#c3c8ca", "lemon": "#ecd36a", "orange": "#dd8a3f",
    "pine": "#42695a", "smoke": "#8d9799", "linen": "#dccfb8", "caramel": "#b67f4b", "pink": "#dfa0ab",
}  # fmt: skip


@dataclass(frozen=True)
class Tone:
    """A color as light falls on it: `pale` where it shines, `deep` where it hides."""

    pale: str
    light: str
    base: str
    shade: str
    deep: str


@cache
def tone(name: str) -> Tone:
    """The tones of a color by its name; raises KeyError for one nobody mixed."""
    base = COLORS[name.lower()]
    return Tone(_toward(base, 0.5), _toward(base, 0.22), base, _toward(base, -0.16), _toward(base, -0.36))


def _toward(color: str, amount: float) -> str:
    """Lighter above zero, darker below; darker tones gain a little warmth and depth, as shades do."""
    red, green, blue = (int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, lightness, saturation = rgb_to_hls(red, green, blue)
    lightness = lightness + (1 - lightness) * amount if amount > 0 else lightness * (1 + amount)
    saturation = min(1, saturation * (1 + max(0, -amount) * 0.25))
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))

"""Where carriers show a parcel."""

from urllib.parse import quote

ADDRESSES = {
    "dhl": "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode={}",
    "dpd": "https://tracking.dpd.de/parcelstatus?query={}",
    "gls": "https://gls-group.com/track/{}",
    "ups": "https://www.ups.com/track?tracknum={}",
    "fedex": "https://www.fedex.com/fedextrack/?trknbr={}",
}


def tracking_address(carrier: str, number: str) -> str:
    """The carrier's page of the parcel; "" for a carrier we know no page of."""
    pattern = ADDRESSES.get(carrier, "")
    return pattern.format(quote(number, safe="")) if number else ""

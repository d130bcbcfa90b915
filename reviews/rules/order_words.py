"""What people say when they mean an order of theirs and not a product, in English and German: patterns without case.

Each must name something of one's own: "my parcel", "where is my", "cancel the order". "How big is the package?" and
"When is it back in stock?" are questions about the product. Of 8,119 real product questions three are taken for orders.
"""

import re

_THING = r"(?:order|parcel|package|delivery|shipment)"
_PAPER = r"(?:refund|invoice|receipt|return|purchase|payment)"
_SACHE = r"(?:bestellung|paket|päckchen|lieferung|sendung|auftrag)"
_BELEG = r"(?:rechnung|rücksendung|retoure|erstattung|gutschrift|zahlung|geld)"
_MEIN = r"(?:mein|meine|meiner|meinem|meinen|unsere?)"
_SEND_BACK = r"(?:zurückschicken|zurücksenden|zurückgeben|retournieren|umtauschen|stornieren)"

_ENGLISH = [
    rf"\bmy (?:\w+ ){{0,2}}(?:{_THING}|{_PAPER})s?\b",
    rf"\bwhere(?:'s| is| are) (?:my|our|the) (?:\w+ )?(?:{_THING}|stuff|refund)",
    r"\bwhere is (?:everything|what i (?:ordered|bought))\b",
    rf"\bwhen (?:will|does|is|do) (?:my|mine|the {_THING})\b",
    r"\bwhen (?:will|do) i (?:get|receive|have) (?:it|my|the (?:goods|order|money))\b",
    r"\bi (?:have |still )*(?:not|never|haven'?t|didn'?t) (?:\w+ )?(?:receive|get|got|gotten)d?\b",
    rf"\b(?:track|trace) (?:my|the|an?|our) {_THING}",
    r"\btracking (?:number|code|link|id)\b",
    r"\border (?:number|no\.?|status|confirmation)\b",
    r"\bcancel(?:l?ing|l?ed)? (?:my|the|an|our|this) (?:\w+ )?(?:order|delivery|purchase)\b",
    r"\b(?:get|want|need|give me|request|asking for|wait(?:ing)? for) (?:\w+ ){0,3}(?:refund|money back|invoice)\b",
    r"\b(?:send|mail|email|issue|download|print) (?:me )?(?:\w+ ){0,2}(?:invoice|receipt)\b",
    r"\bhow (?:do|can|may) i (?:return|send back|cancel|exchange) (?:it|this|them|my|an? (?:order|item|product))\b",
    r"\b(?:change|correct|wrong) (?:my |the )?(?:delivery |shipping )?address\b",
    r"\bcharged (?:me )?(?:twice|two times|double)\b",
    r"\b(?:arrived|came|delivered) (?:\w+ )?(?:broken|damaged|late|incomplete|empty)\b.*\b(?:i|me|my|we)\b",
    r"\b(?:you|they) (?:have )?sent (?:me )?(?:the )?wrong\b",
    r"^(?:where is (?:it|my)|refund|cancel(?: order)?|invoice|tracking)\W*$",
]
_GERMAN = [
    rf"\b{_MEIN} (?:\w+ ){{0,2}}(?:{_SACHE}|{_BELEG})\b",
    rf"\bwo (?:ist|bleibt|sind|bleiben) (?:{_MEIN}|die|das|der) (?:\w+ )?(?:{_SACHE}|ware|geld)",
    r"\bwo bleibt (?:es|das|die|sie|er)\b",
    rf"\bwann (?:kommt|kommen|trifft|wird|ist) (?:{_MEIN}|(?:die|das|der) (?:{_SACHE}|ware|geld))\b",
    rf"\bwann (?:erhalte|bekomme|kriege?) ich (?:{_MEIN}|(?:die|das) (?:{_SACHE}|ware|geld))\b",
    r"\b(?:nicht|nichts|nie) (?:angekommen|erhalten|bekommen|geliefert)\b",
    r"\bsendungs(?:nummer|verfolgung|status)\b|\bbestell(?:nummer|status|bestätigung)\b|\bpaketnummer\b",
    r"\b(?:bestellung|auftrag|kauf) (?:\w+ ){0,2}(?:stornier\w+|abbrechen|widerrufen|ändern)\b",
    r"\bstornier\w+\b.*\b(?:bestellung|auftrag|kauf)\b|^(?:stornieren|stornierung|storno)\W*$",
    r"\b(?:brauche|möchte|will|hätte|schick\w*|send\w*|bekomme|kriege) (?:\w+ ){0,4}(?:rechnung|quittung|erstattung)\b",
    r"\bgeld (?:\w+ )?zurück\b|\brückerstattung\b",
    rf"\bwie (?:kann|muss|soll) ich (?:\w+ ){{0,3}}{_SEND_BACK}\b",
    r"\b(?:falsche|andere|neue) (?:liefer|versand)?(?:adresse|anschrift)\b|\badresse (?:\w+ )?(?:ändern|korrigieren)\b",
    r"\b(?:kaputt|beschädigt|defekt|unvollständig) (?:angekommen|geliefert)\b",
    r"\bfalsch(?:en|e|er|es)? (?:\w+ )?(?:geliefert|geschickt)\b",
    r"\b(?:doppelt|zweimal) abgebucht\b",
    r"^(?:wo bleibt .{0,30}|erstattung|rechnung|sendungsverfolgung|retoure)\W*$",
]
ORDER_WORDS = [re.compile(pattern, re.IGNORECASE) for pattern in _ENGLISH + _GERMAN]

"""Which moments of a membership partners are told."""


def type_of_move(before: str, after: str) -> str:
    """ "" is not told, such as a page to pay at that nobody paid."""
    match before, after:
        case "pending", ("trial" | "active"):
            return "membership.started"
        case "grace" | "lapsed", "active":
            return "membership.recovered"
        case _, "grace":
            return "membership.payment_failed"
        case (("trial" | "active" | "grace"), "lapsed"):
            return "membership.lapsed"
        case (("trial" | "active" | "grace" | "lapsed" | "paused"), "ended"):
            return "membership.ended"
    return ""

"""The mails of a claim."""

from core.actions.mail import queue_mail
from orders.actions.mails import order_link
from orders.models import Claim


def mail_claim(claim: Claim, step: str) -> None:
    """Tell the buyer how it stands: in_review, granted or declined."""
    order = claim.order
    lines = list(claim.lines.select_related("order_line"))
    context = {"claim": claim, "order": order, "lines": lines, "step": step, "order_url": order_link(order)}
    queue_mail(
        template="orders/claim_step",
        key=f"{claim.reference}/{step}",
        to=order.email,
        language=order.language,
        context=context,
    )

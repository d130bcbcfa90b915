"""What tests and demos do to the provider in place of shoppers, banks and time."""

from collections.abc import Callable

from . import checkout, clockwork, disputes, refunds, signup
from .books import Books, Json
from .cards import by_number
from .charging import authenticate as answer_bank
from .errors import Refusal
from .listing import render

MOST_AHEAD = 10 * 365 * 86_400


class Deeds:
    """Each deed changes the books under their lock and then posts the events it caused."""

    books: Books

    def _post(self) -> None:
        raise NotImplementedError

    def pay(self, session_id: str, card: str | None = "4242424242424242", *, authenticate: bool | None = None) -> Json:
        """Pay as a shopper would and return the session, still open after a decline.

        `authenticate` answers 3-D Secure (True completes, False fails); None leaves the question open.
        """
        with self.books.lock:
            try:
                session = signup.pay(self.books, session_id, by_number(str(card)) if card else None)
                self._answer_bank(session, authenticate)
            except Refusal as refusal:
                if refusal.status != 402:
                    raise
            shown = render(self.books, self.books.sessions[session_id], [])
        self._post()
        return shown

    def _answer_bank(self, session: Json, authenticate: bool | None) -> None:
        intent = self.books.intents.get(session["payment_intent"] or session.get("_intent"))
        if intent and authenticate is not None and intent["status"] == "requires_action":
            answer_bank(self.books, intent, succeeds=authenticate)
            signup.follow(self.books, intent)

    def subscribe(
        self, session_id: str, card: str | None = "4242424242424242", *, authenticate: bool | None = True
    ) -> Json:
        """Pay a session in subscription mode and return the subscription; a decline raises."""
        session = self.pay(session_id, card, authenticate=authenticate)
        if not session["subscription"]:
            raise Refusal(f"Nobody subscribed: the session is {session['status']}.")
        return self._told(lambda: self.books.subscriptions[session["subscription"]])

    def renew(self, subscription_id: str) -> Json:
        """Move the clock on to the end of the current period and return the subscription after it."""
        with self.books.lock:
            subscription = self.books.get("subscription", subscription_id)
            ends = subscription["items"]["data"][0]["current_period_end"]
            self.books.ahead += max(ends - self.books.now(), 0)
            clockwork.run(self.books)
        return self._told(lambda: subscription)

    def fail_next_renewal(self, subscription_id: str, times: int = 1) -> Json:
        """Have the next charges without the shopper declined, whatever the card."""
        with self.books.lock:
            self.books.get("subscription", subscription_id)["_fails"] = int(times)
        return self._told(lambda: self.books.subscriptions[subscription_id])

    def process(self, session_id: str) -> Json:
        """Pay by something that takes days; `finish` says how it ends."""
        return self._told(lambda: checkout.process(self.books, session_id))

    def finish(self, session_id: str, *, succeeds: bool = True) -> Json:
        """The end of a payment that was being processed."""
        return self._told(lambda: checkout.finish(self.books, session_id, succeeds=succeeds))

    def _told(self, deed: Callable[[], Json]) -> Json:
        with self.books.lock:
            shown = render(self.books, deed(), [])
        self._post()
        return shown

    def dispute(self, intent_id: str, reason: str = "fraudulent") -> Json:
        """The cardholder's bank takes the money back for now and asks."""
        return self._told(lambda: disputes.open_dispute(self.books, intent_id, reason=reason))

    def close_dispute(self, dispute_id: str, status: str) -> Json:
        """How the bank decides: `won` or `lost`."""
        return self._told(lambda: disputes.close_dispute(self.books, dispute_id, status=status))

    def expire(self, session_id: str) -> Json:
        """Let an open session expire now, as if its time were over."""
        with self.books.lock:
            session = self.books.get("checkout.session", session_id)
            session["expires_at"] = self.books.now()
            checkout.expire_due(self.books)
            shown = render(self.books, session, [])
        self._post()
        return shown

    def advance(self, seconds: float) -> None:
        """Move the provider's clock ahead: sessions and keys grow old, subscriptions renew, signatures stay true."""
        if not 0 <= seconds <= MOST_AHEAD:
            raise ValueError(seconds)
        with self.books.lock:
            self.books.ahead += seconds
            checkout.expire_due(self.books)
            clockwork.run(self.books)
        self._post()

    def settle_refunds(self) -> None:
        """Bring every late refund to its end now."""
        with self.books.lock:
            refunds.settle_due(self.books, age=0)
        self._post()

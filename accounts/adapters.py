"""How allauth's pieces behave in this shop: its mails go through our queue, with our look."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language

from accounts.models import User
from accounts.rules.scopes import SCOPES
from core.actions.mail import queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in, e-mail change and password mails are rows like every other mail."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue `account/email/<name>` as `accounts/<name>`; each is a fresh mail, so its key is random."""
        plain = {name: value for name, value in context.items() if name not in ("request", "current_site")}
        queue_mail(
            template="accounts/" + template_prefix.rsplit("/", 1)[-1],
            key=get_random_string(20),
            to=email,
            language=get_language() or settings.LANGUAGE_CODE,
            context=plain,
        )


class PartnerAdapter(DefaultOIDCAdapter):
    """The OAuth side: our scopes in words, our own address as issuer, and customers by their public id."""

    scope_display = SCOPES

    def get_issuer(self) -> str:
        return settings.BASE_URL

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """What we do and nothing else, at the address that we call our own whatever the request's says (RFC 8414)."""
        data.pop("device_authorization_endpoint", None)
        for name in [name for name in data if name.endswith(("_endpoint", "_uri"))]:
            data[name] = settings.BASE_URL + urlsplit(data[name]).path
        data["scopes_supported"] = list(SCOPES)
        data["response_types_supported"] = ["code"]
        data["grant_types_supported"] = ["authorization_code", "client_credentials", "refresh_token"]
        data["service_documentation"] = settings.BASE_URL + reverse("api:home")

    def get_user_sub(self, client: Any, user: Any) -> str:
        return str(user.public_id)

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:
        return User.objects.filter(public_id=sub, is_active=True).first()

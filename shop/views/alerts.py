"""Asking to be told, confirming it by the link of a mail, and the lists where alerts are ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from core.html import redirect_back, refusals_on
from core.limits import address_of, within_limit
from core.links import LinkNotValid, read_link
from shop.actions.alerts import (
    CONFIRM,
    LIST,
    ask_alert,
    ask_alert_by_mail,
    can_restore,
    confirm_alert,
    end_alert,
    end_all_of_guest,
    restore_alert,
)
from shop.forms.alerts import AlertForm
from shop.models import Alert, Variant
from shop.models.alerts import LIVE, AlertQuerySet
from shop.rules.alerts import ERASE_AFTER, EXPIRES_AFTER, MOST_LIVE, PENDING_FOR
from shop.views.shoppers import shopper_of
from shop.views.tiles import tiles_for, versions_of

HOUR, DAY = 3600, 86400
ASKED_AN_HOUR, MAILS_A_DAY, MAILS_AN_HOUR = 30, 6, 2000
"""Requests of one visitor in an hour; mails to one address in a day; mails to all addresses in an hour."""
MOST_DIGITS = 18
MOST_SHOWN = 100
LIST_VALID_FOR = EXPIRES_AFTER + ERASE_AFTER


@require_http_methods(["GET", "HEAD", "POST"])
def alert_create(request: HttpRequest) -> HttpResponse:
    """Ask to be told of a variant (`sku`); a customer ends the same here with `end`."""
    fields = request.POST if request.method == "POST" else request.GET
    variant = _variant(fields.get("sku", ""))
    is_guest = not request.user.is_authenticated
    if "end" in request.POST and not is_guest:
        return _end_own(request, variant)
    initial = {"kind": request.GET.get("kind", Alert.Kind.BACK)}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=initial, is_guest=is_guest)
    if form.is_bound and not _may_ask(request, form):
        form.add_error(None, gettext("These were many requests. Please try again in an hour."))
        return _ask_page(request, variant, form, status=429)
    if form.is_valid():
        with refusals_on(form):
            _ask(request, variant, form)
            return redirect(_page_of(variant))
    return _ask_page(request, variant, form, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def alert_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, so that no program which opens the links of mails confirms anything."""
    pk = read_link(CONFIRM, token, PENDING_FOR)
    alert = Alert.objects.select_related("variant__product").filter(pk=pk).first()
    if alert is None or alert.state not in (Alert.State.PENDING, Alert.State.ACTIVE):
        raise LinkNotValid
    if request.method == "POST":
        alert = confirm_alert(alert=alert, at=timezone.now())
    return render(request, "shop/alerts/confirm.html", {"alert": alert, "product": alert.variant.product})


@csrf_exempt  # RFC 8058: mail programs post here without a page of ours
@require_http_methods(["GET", "HEAD", "POST"])
def alert_list_link(request: HttpRequest, token: str) -> HttpResponse:
    """A guest's alerts. A post that names none, as mail programs send it, ends all."""
    email, now = _address(token), timezone.now()
    own = Alert.objects.confirmed_by(email)
    done = ""
    if request.method == "POST":
        done = _change(request, own, email)
    context = _listed(request, own) | {"email": email, "done": done, "now": now}
    return render(request, "shop/alerts/list_link.html", context)


@login_required
@require_safe
def alert_list(request: HttpRequest) -> HttpResponse:
    """A customer's alerts, those that wait first."""
    context = _listed(request, Alert.objects.visible_to(request.user))
    return render(request, "shop/alerts/list.html", context)


@login_required
@require_POST
def alert_end(request: HttpRequest, pk: int) -> HttpResponse:
    end_alert(alert=get_object_or_404(Alert.objects.visible_to(request.user), pk=pk), at=timezone.now())
    messages.success(request, gettext("Ended. We will not write about it."))
    return redirect_back(request, "/account/alerts/")


@login_required
@require_POST
def alert_restore(request: HttpRequest, pk: int) -> HttpResponse:
    restore_alert(alert=get_object_or_404(Alert.objects.visible_to(request.user), pk=pk), at=timezone.now())
    messages.success(request, gettext("You are waiting for it again, at your old place."))
    return redirect_back(request, "/account/alerts/")


def _variant(sku: str) -> Variant:
    """Only what is on sale can be waited for."""
    return get_object_or_404(Variant.objects.buyable().select_related("product__main_picture"), sku=sku[:60])


def _address(token: str) -> str:
    """Whose list a link shows. Raises LinkNotValid, also when the address is erased."""
    alert = Alert.objects.filter(pk=read_link(LIST, token, LIST_VALID_FOR)).exclude(email="").first()
    if alert is None:
        raise LinkNotValid
    return alert.email


def _page_of(variant: Variant) -> str:
    return f"{variant.product.get_absolute_url()}?{urlencode({'variant': variant.sku})}"


def _may_ask(request: HttpRequest, form: AlertForm) -> bool:
    """One visitor's share, and for mails to addresses that nobody has proven the share of all together.

    What cannot be mailed takes nothing from the others.
    """
    known = request.user.is_authenticated
    visitor = f"user/{request.user.pk}" if known else address_of(request)
    own = within_limit("alert", [visitor], most=ASKED_AN_HOUR, seconds=HOUR)
    return own and (
        known or not form.is_valid() or within_limit("alert-mails", ["all"], most=MAILS_AN_HOUR, seconds=HOUR)
    )


def _ask(request: HttpRequest, variant: Variant, form: AlertForm) -> None:
    said = form.cleaned_data
    wish = {"variant": variant, "kind": said["kind"], "target": said.get("target"), "at": timezone.now()}
    if request.user.is_authenticated:
        ask_alert(customer=request.user, **wish)
        messages.success(request, gettext("We write to you as soon as it is so."))
        return
    email = said["email"]
    if within_limit("alert-to", [email], most=MAILS_A_DAY, seconds=DAY):  # beyond it: silence, and the same answer
        ask_alert_by_mail(email=email, language=get_language() or "en", **wish)
    told = gettext("We have sent a mail to %s. Please press the link in it: then we know that the address is yours.")
    messages.success(request, told % email)


def _ask_page(request: HttpRequest, variant: Variant, form: AlertForm, *, status: int) -> HttpResponse:
    context = {
        "variant": variant,
        "product": variant.product,
        "form": form,
        "kind": form["kind"].value(),
        "back": _page_of(variant),
        "shopper": shopper_of(request),
    }
    return render(request, "shop/alerts/create.html", context, status=status)


def _end_own(request: HttpRequest, variant: Variant) -> HttpResponse:
    own = Alert.objects.visible_to(request.user).live().filter(variant=variant, kind=request.POST.get("kind", ""))
    for alert in own:
        end_alert(alert=alert, at=timezone.now())
    messages.success(request, gettext("Ended. We will not write about it."))
    return redirect(_page_of(variant))


def _change(request: HttpRequest, own: AlertQuerySet, email: str) -> str:
    """What a guest pressed on the page of the link, in words."""
    now = timezone.now()
    wish = "end" if "end" in request.POST else "restore" if "restore" in request.POST else ""
    if not wish:
        number = end_all_of_guest(email=email, at=now)
        return ngettext("%s alert has ended.", "All %s alerts have ended.", number) % number if number else ""
    alert = get_object_or_404(own, pk=_number(request.POST[wish]))
    try:
        (end_alert if wish == "end" else restore_alert)(alert=alert, at=now)
    except Refused as refusal:
        return refusal.detail
    return gettext("Ended. We will not write about it.") if wish == "end" else gettext("You are waiting for it again.")


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise Http404("no such alert")
    return int(text)


def _listed(request: HttpRequest, own: AlertQuerySet) -> dict[str, object]:
    """Alerts with their tiles; those whose product is not shown any more have none."""
    now = timezone.now()
    known = own.select_related("variant__product").order_by("-pk")
    live = list(known.live()[:MOST_LIVE])
    past = known.exclude(state__in=LIVE)[:MOST_SHOWN]
    products = list(dict.fromkeys(alert.variant.product_id for alert in live))
    versions = versions_of(products)
    shown = [pk for pk in products if pk in versions]
    tiles = dict(zip(shown, tiles_for(shown, shopper=shopper_of(request), versions=versions), strict=True))
    return {
        "live": [(alert, tiles.get(alert.variant.product_id)) for alert in live],
        "past": [(alert, can_restore(alert, now)) for alert in past],
    }

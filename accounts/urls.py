"""Addresses of a customer's own pages; signing in and out is allauth's."""

from django.urls import path

from accounts.views import account, apps, consents, deletion

app_name = "accounts"
urlpatterns = [
    path("", account.home, name="home"),
    path("details/", account.details, name="details"),
    path("deletion/", deletion.account_deletion, name="account-deletion"),
    path("deletion/confirmation/", deletion.account_deletion_confirm, name="account-deletion-confirm"),
    path("mails/", consents.mail_choices, name="mail-choices"),
    path("mails/<str:token>/", consents.mail_choices_link, name="mail-choices-link"),
    path("apps/", apps.app_list, name="app-list"),
    path("apps/<slug:client_id>/end/", apps.app_end, name="app-end"),
    path("addresses/", account.address_list, name="address-list"),
    path("addresses/new/", account.address_create, name="address-create"),
    path("addresses/<int:pk>/", account.address_update, name="address-update"),
    path("addresses/<int:pk>/removal/", account.address_delete, name="address-delete"),
]

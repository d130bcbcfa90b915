"""What carriers say of parcels, from whoever the shop lets say it."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import Prose, StrictSerializer, Text
from core.api.resources import Resource
from orders.actions.tracking import take_in_report
from orders.models.shipments import Report
from orders.rules.tracking import LENGTHS


class CarrierReportInput(StrictSerializer):
    """One report. The same `id` again changes nothing, whatever it says now."""

    carrier = Text(max_length=LENGTHS["carrier"])
    number = Text(max_length=LENGTHS["number"], help_text="The tracking number.")
    id = Text(max_length=LENGTHS["id"], help_text="The carrier's own id of the report.")
    code = serializers.ChoiceField(choices=Report.choices)
    happened_at = serializers.DateTimeField(help_text="With its offset.")
    place = Text(max_length=LENGTHS["place"], required=False)
    note = Prose(max_length=LENGTHS["note"], required=False)
    left_with = Text(max_length=LENGTHS["left_with"], required=False)
    photo = serializers.RegexField(
        "^[A-Za-z0-9+/]+={0,2}$", max_length=940_000, required=False, help_text="Base64, up to 700 kB."
    )
    expected_on = serializers.DateField(required=False, help_text="The day for which the carrier expects it now.")


class TakenInSerializer(serializers.Serializer):
    is_new = serializers.BooleanField(help_text="False for a report that was known.")


class CarrierEventResource(Resource):
    """A carrier's report of a parcel of ours, or of a return on one of our labels."""

    scopes = {"create": "shipments:write"}
    summaries = {"create": "Report what a carrier says"}
    serializer_class = TakenInSerializer
    tag = "carrier-events"

    @extend_schema(request=CarrierReportInput, responses={200: TakenInSerializer, 201: TakenInSerializer})
    def create(self, request: Request) -> Response:
        self.given(CarrierReportInput)
        is_new = take_in_report(row=request.data, at=timezone.now(), seen_by=self.actor)
        return Response({"is_new": is_new}, status=201 if is_new else 200)

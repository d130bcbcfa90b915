"""Points through the API: given once for each cause, by whom the shop trusts, to whom it may know."""

import pytest

from core.cache import near
from loyalty.models import PointsAccount
from tests.cast import ada, ben, make_points, pia

pytestmark = pytest.mark.django_db


def grant(api, customer, **more):
    body = {"customer": customer.public_id, "points": 50, "reason": "A bottle brought back", "reference": "b-1"}
    return api.send("POST", "/points-grants/", body | more)


def test_points_are_given_once_for_each_cause():
    make_points(ada(), 0)
    api = pia("points:write", "points:read")
    assert [grant(api, ada()).json()["balance"] for _twice in range(2)] == [50, 50]
    assert grant(api, ada(), reference="b-2").json()["balance"] == 100
    assert api.send("GET", f"/points/{ada().public_id}/").json()["available"] == 100
    assert grant(pia("points:write"), ada()).json()["balance"] == 150  # another partner's cause is another one


def test_nonsense_strangers_and_a_shop_without_points_get_nothing():
    api = pia("points:write")
    assert grant(api, ada()).json()["code"] == "points_are_off"
    near.clear()
    make_points(ada(), 0)
    assert grant(api, ada(), points=0).status_code == 400
    assert grant(api, ada(), points=10**6).status_code == 400
    assert grant(pia("points:write", sees_all=False), ada()).status_code == 404
    assert grant(pia("points:read"), ada()).status_code == 403
    assert not PointsAccount.objects.exclude(available=0).exists()


def test_customers_read_their_own():
    make_points(ada(), 0)
    grant(pia("points:write"), ada())
    app = pia("points:read", customer=ben())
    assert app.send("GET", "/points/").json()["results"] == []
    assert app.send("GET", f"/points/{ada().public_id}/").status_code == 404
    assert pia("points:read", customer=ada()).send("GET", "/points/").json()["results"][0]["balance"] == 50

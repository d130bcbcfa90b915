"""What must hold of stock and of prices."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "stock.on_hand",
        _("What is on hand is the sum of all movements."),
        "shop_stockrecord",
        """
        SELECT record.id AS record, record.on_hand, coalesce(movements.units, 0) AS of_movements
        FROM shop_stockrecord AS record
        LEFT JOIN (SELECT record_id, sum(quantity) AS units FROM shop_stockmovement GROUP BY record_id) AS movements
            ON movements.record_id = record.id
        WHERE record.on_hand <> coalesce(movements.units, 0)
        """,
    ),
    Check(
        "stock.promised",
        _("What is held, allocated and awaited are the sums of the holds of that kind."),
        "shop_stockrecord",
        """
        SELECT record.id AS record, record.held, coalesce(holds.held, 0) AS of_holds_held,
            record.allocated, coalesce(holds.allocated, 0) AS of_holds_allocated,
            record.awaited, coalesce(holds.awaited, 0) AS of_holds_awaited
        FROM shop_stockrecord AS record
        LEFT JOIN (
            SELECT record_id, sum(CASE WHEN state = 'held' AND NOT is_ahead THEN quantity ELSE 0 END) AS held,
                sum(CASE WHEN state = 'allocated' AND NOT is_ahead THEN quantity ELSE 0 END) AS allocated,
                sum(CASE WHEN is_ahead THEN quantity ELSE 0 END) AS awaited
            FROM shop_stockhold WHERE state IN ('held', 'allocated') GROUP BY record_id
        ) AS holds ON holds.record_id = record.id
        WHERE record.held <> coalesce(holds.held, 0) OR record.allocated <> coalesce(holds.allocated, 0)
            OR record.awaited <> coalesce(holds.awaited, 0)
        """,
    ),
    Check(
        "stock.limits",
        _("No unit is promised twice, and none that is not there."),
        "shop_stockrecord",
        """
        SELECT id AS record, on_hand, allocated, held FROM shop_stockrecord
        WHERE on_hand < allocated + held OR on_hand < 0 OR allocated < 0 OR held < 0
        """,
    ),
    Check(
        "stock.shipped",
        _("As many units left the shelf as the shipped holds promised."),
        "shop_stockrecord",
        """
        SELECT record.id AS record, coalesce(moved.units, 0) AS moved, coalesce(shipped.units, 0) AS of_holds
        FROM shop_stockrecord AS record
        LEFT JOIN (
            SELECT record_id, -sum(quantity) AS units FROM shop_stockmovement WHERE kind = 'shipped' GROUP BY record_id
        ) AS moved ON moved.record_id = record.id
        LEFT JOIN (
            SELECT record_id, sum(quantity) AS units FROM shop_stockhold WHERE state = 'shipped' GROUP BY record_id
        ) AS shipped ON shipped.record_id = record.id
        WHERE coalesce(moved.units, 0) <> coalesce(shipped.units, 0)
        """,
    ),
    Check(
        "prices.history",
        _("The last change in the price history of a variant is its price."),
        "shop_variant",
        """
        SELECT variant.sku, variant.price, change.new_price AS last_change
        FROM shop_variant AS variant
        JOIN (SELECT variant_id, max(id) AS id FROM shop_pricechange GROUP BY variant_id) AS last
            ON last.variant_id = variant.id
        JOIN shop_pricechange AS change ON change.id = last.id
        WHERE change.new_price <> variant.price
        """,
    ),
]

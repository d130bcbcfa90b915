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
    Check(
        "alerts.once",
        _("Every mail of alerts told of alerts that no other mail has told."),
        "core_outgoingmail",
        """
        SELECT mail.id AS mail, mail.key FROM core_outgoingmail AS mail
        LEFT JOIN shop_alert AS alert ON alert.notice = mail.key AND alert.state = 'sent'
        WHERE mail.template = 'shop/alerts' AND alert.id IS NULL
        """,
    ),
    Check(
        "alerts.weekly",
        _("What a weekly mail tells of an alert was not mailed alone as well."),
        "accounts_digestitem",
        """
        SELECT news.id AS piece, alert.id AS alert, alert.notice FROM accounts_digestitem AS news
        JOIN shop_alert AS alert ON news.key = 'alert/' || CAST(alert.id AS varchar(20))
        WHERE news.topic = 'wants_alert_mails' AND (alert.notice <> 'weekly' OR alert.customer_id <> news.customer_id)
        """,
    ),
    Check(
        "alerts.closed",
        _("Nobody waits whose account is deleted."),
        "shop_alert",
        """
        SELECT alert.id AS alert, account.id AS account FROM shop_alert AS alert
        JOIN accounts_user AS account ON account.id = alert.customer_id
        WHERE account.closed_at IS NOT NULL AND alert.state IN ('pending', 'active')
        """,
    ),
    Check(
        "alerts.single",
        _("Nobody waits twice for the same."),
        "shop_alert",
        """
        SELECT kind, variant_id, customer_id, count(*) AS alerts FROM shop_alert
        WHERE state IN ('pending', 'active') GROUP BY kind, variant_id, customer_id, email HAVING count(*) > 1
        """,
    ),
]

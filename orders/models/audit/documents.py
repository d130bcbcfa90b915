"""What is billed and credited is what was paid and went back, under numbers without gaps."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check

CHECKS = [
    Check(
        "documents.invoices",
        _("An order that was paid has its invoice, and one that waits for its payment has none."),
        "orders_order",
        """
        SELECT sale.number, sale.state, invoice.number AS invoice
        FROM orders_order AS sale LEFT JOIN orders_invoice AS invoice ON invoice.order_id = sale.id
        WHERE invoice.id IS NULL AND sale.imported_from = ''  -- that was billed by the shop that sold it
            AND (sale.confirmed_at IS NOT NULL OR sale.state NOT IN ('pending', 'canceled'))
            OR invoice.id IS NOT NULL AND (sale.state = 'pending' OR sale.imported_from <> '')
        """,
    ),
    Check(
        "documents.numbers",
        _("Invoices and credit notes are numbered without gaps, and no number was given twice."),
        "orders_documentseries",
        """
        SELECT papers.series, count(*) AS papers, count(DISTINCT papers.number) AS numbers,
            max(papers.number) AS highest, min(counter.last) AS counted
        FROM (
            SELECT series, number FROM orders_invoice UNION ALL SELECT series, number FROM orders_creditnote
        ) AS papers
        LEFT JOIN orders_documentseries AS counter ON counter.name = papers.series
        GROUP BY papers.series
        HAVING count(*) <> coalesce(min(counter.last), 0) OR count(*) <> count(DISTINCT papers.number)
            OR count(*) <> max(papers.number)
        """,
    ),
    Check(
        "documents.parts",
        _("A credit note is the sum of its parts."),
        "orders_creditnote",
        """
        SELECT note.series, note.number, note.amount, note.tax, coalesce(parts.amount, 0) AS of_parts,
            coalesce(parts.tax, 0) AS tax_of_parts
        FROM orders_creditnote AS note
        LEFT JOIN (
            SELECT note_id, sum(amount) AS amount, sum(tax) AS tax FROM orders_creditnotepart GROUP BY note_id
        ) AS parts ON parts.note_id = note.id
        WHERE note.amount <> coalesce(parts.amount, 0) OR note.tax <> coalesce(parts.tax, 0)
        """,
    ),
    Check(
        "documents.refunded",
        _("What went back of an order is what its credit notes say; without an invoice there are none."),
        "orders_creditnote",
        """
        SELECT sale.number, coalesce(notes.amount, 0) AS credited,
            coalesce(paid.refunded, 0) + coalesce(tendered.refunded, 0) + sale.moved AS sent_back
        FROM orders_order AS sale
        LEFT JOIN orders_invoice AS invoice ON invoice.order_id = sale.id
        LEFT JOIN (
            SELECT order_id, sum(amount) AS amount FROM orders_creditnote GROUP BY order_id
        ) AS notes ON notes.order_id = sale.id
        LEFT JOIN (
            SELECT order_id, sum(refunded + credited) AS refunded FROM orders_payment
            WHERE refunded <> 0 OR credited <> 0 GROUP BY order_id
        ) AS paid ON paid.order_id = sale.id
        LEFT JOIN (
            SELECT order_id, sum(refunded) AS refunded FROM orders_ordertender WHERE refunded <> 0 GROUP BY order_id
        ) AS tendered ON tendered.order_id = sale.id
        WHERE coalesce(notes.amount, 0) <> CASE WHEN invoice.id IS NULL THEN 0
            ELSE coalesce(paid.refunded, 0) + coalesce(tendered.refunded, 0) + sale.moved END
        """,
    ),
    Check(
        "documents.credit",
        _("What a credit note says became store credit is in the customer's purse."),
        "orders_creditnote",
        """
        SELECT sale.number, note.number AS note, note.to_credit, coalesce(entry.amount, 0) AS came_in
        FROM orders_creditnote AS note JOIN orders_order AS sale ON sale.id = note.order_id
        LEFT JOIN loyalty_purseentry AS entry ON entry.kind = 'issued'
            AND entry.reference = 'order/' || sale.number || '/' || note.reference
        WHERE note.to_credit <> 0 AND note.to_credit <> coalesce(entry.amount, 0)
        UNION ALL
        SELECT sale.number, 0, paid.credited, coalesce(notes.to_credit, 0)
        FROM orders_order AS sale
        JOIN (SELECT order_id, sum(credited) AS credited FROM orders_payment GROUP BY order_id) AS paid
            ON paid.order_id = sale.id
        LEFT JOIN (SELECT order_id, sum(to_credit) AS to_credit FROM orders_creditnote GROUP BY order_id) AS notes
            ON notes.order_id = sale.id
        WHERE paid.credited <> coalesce(notes.to_credit, 0)
        """,
    ),
    Check(
        "documents.price_drops",
        _("What was paid back for a lower price is what its credit note says."),
        "orders_pricedrop",
        """
        SELECT fall.id AS price_drop, fall.line_id AS line, fall.amount, note.amount AS credited
        FROM orders_pricedrop AS fall JOIN orders_creditnote AS note ON note.id = fall.note_id
        WHERE fall.amount <> note.amount
        """,
    ),
    Check(
        "documents.lines",
        _("What counts as refunded of a line, and of delivery, is the sum of what credit notes say of it."),
        "orders_creditnotepart",
        """
        SELECT sale.number, line.sku AS what, line.refunded, coalesce(parts.amount, 0) AS credited
        FROM orders_orderline AS line
        JOIN orders_order AS sale ON sale.id = line.order_id
        LEFT JOIN (
            SELECT line_id, sum(amount) AS amount FROM orders_creditnotepart WHERE line_id IS NOT NULL GROUP BY line_id
        ) AS parts ON parts.line_id = line.id
        WHERE line.refunded <> coalesce(parts.amount, 0)
        UNION ALL
        SELECT sale.number, 'delivery', sale.delivery_refunded, coalesce(parts.amount, 0)
        FROM orders_order AS sale
        LEFT JOIN (
            SELECT note.order_id, sum(part.amount) AS amount
            FROM orders_creditnotepart AS part JOIN orders_creditnote AS note ON note.id = part.note_id
            WHERE part.kind = 'delivery' GROUP BY note.order_id
        ) AS parts ON parts.order_id = sale.id
        WHERE sale.delivery_refunded <> coalesce(parts.amount, 0)
        """,
    ),
]

"""What must hold of questions and answers."""

from django.utils.translation import gettext_lazy as _

from core.audit import Check
from orders.models.arrivals import HAS_COME_SQL
from reviews.rules.eligibility import PAID_SHARE_PERCENT

QUESTION_CHECKS = [
    Check(
        "questions.answers",
        _("What a question says of its answers is what counting them gives."),
        "reviews_question",
        """
        SELECT question.id AS question, question.answer_count, count(answer.id) AS answers
        FROM reviews_question AS question
        LEFT JOIN reviews_answer AS answer ON answer.question_id = question.id AND answer.state = 'published'
        GROUP BY question.id, question.answer_count, question.answered_at, question.best_answer_id
        HAVING question.answer_count <> count(answer.id)
            OR (question.answered_at IS NULL) <> (count(answer.id) = 0)
            OR (question.best_answer_id IS NULL) <> (count(answer.id) = 0)
            OR (question.best_answer_id IS NOT NULL
                AND sum(CASE WHEN answer.id = question.best_answer_id THEN 1 ELSE 0 END) = 0)
        """,
    ),
    Check(
        "questions.products",
        _("A product knows how many questions its page has."),
        "shop_product",
        """
        SELECT product.id AS product, product.question_count, coalesce(asked.questions, 0) AS questions
        FROM shop_product AS product
        LEFT JOIN (
            SELECT product_id, count(*) AS questions FROM reviews_question
            WHERE state = 'published' AND merged_into_id IS NULL GROUP BY product_id
        ) AS asked ON asked.product_id = product.id
        WHERE product.question_count <> coalesce(asked.questions, 0)
        """,
    ),
    Check(
        "questions.merged",
        _("A merged question stands once: its answers are with another one of the product that is not merged itself."),
        "reviews_question",
        """
        SELECT question.id AS question, question.merged_into_id AS merged_into
        FROM reviews_question AS question
        LEFT JOIN reviews_question AS other ON other.id = question.merged_into_id
        WHERE question.merged_into_id IS NOT NULL
            AND (other.id IS NULL OR other.product_id <> question.product_id OR other.merged_into_id IS NOT NULL
                OR EXISTS (SELECT 1 FROM reviews_answer AS answer WHERE answer.question_id = question.id))
        """,
    ),
    Check(
        "answers.verified",
        _("An answer is verified exactly when its writer bought the product at a real price, has it and kept it."),
        "reviews_answer",
        f"""
        SELECT answer.id AS answer, answer.is_verified, answer.order_line_id AS order_line, sale.id AS proven_by
        FROM reviews_answer AS answer
        JOIN reviews_question AS question ON question.id = answer.question_id
        LEFT JOIN orders_orderline AS line ON line.id = answer.order_line_id
            AND line.product_id = question.product_id AND NOT line.was_free
            AND (line.amount - line.discount) * 100 >= line.list_price * line.quantity * {PAID_SHARE_PERCENT}
            AND line.returned < (
                SELECT coalesce(sum(packed.quantity), 0) FROM orders_shipmentline AS packed
                JOIN orders_shipment AS shipment ON shipment.id = packed.shipment_id
                WHERE packed.order_line_id = line.id AND {HAS_COME_SQL}
            )
        LEFT JOIN orders_order AS sale ON sale.id = line.order_id
            AND (sale.customer_id = answer.author_id OR lower(sale.email) = lower(answer.email)
                OR answer.author_id IS NULL AND answer.email = '')
        WHERE answer.is_verified <> (sale.id IS NOT NULL)
        """,  # noqa: S608  a number and words of our own
    ),
    Check(
        "entries.closed",
        _("No review, question or answer leads to somebody who deleted the account."),
        "accounts_user",
        " UNION ALL ".join(
            f"""
            SELECT '{kind}' AS kind, entry.id AS entry, entry.author_id AS account FROM reviews_{kind} AS entry
            JOIN accounts_user AS account ON account.id = entry.author_id WHERE account.closed_at IS NOT NULL
            """  # noqa: S608  names of our own
            for kind in ("review", "question", "answer")
        ),
    ),
    Check(
        "answers.votes",
        _("The votes an answer shows are those that were cast."),
        "reviews_answer",
        """
        SELECT answer.id AS answer, answer.helpful, answer.unhelpful, count(vote.id) AS votes
        FROM reviews_answer AS answer LEFT JOIN reviews_vote AS vote ON vote.answer_id = answer.id
        GROUP BY answer.id, answer.helpful, answer.unhelpful
        HAVING answer.helpful <> coalesce(sum(CASE WHEN vote.is_helpful THEN 1 ELSE 0 END), 0)
            OR answer.unhelpful <> coalesce(sum(CASE WHEN NOT vote.is_helpful THEN 1 ELSE 0 END), 0)
        """,
    ),
]

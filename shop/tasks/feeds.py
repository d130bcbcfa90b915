"""The job that keeps the feed of products up to date."""

from celery import shared_task
from django.utils import timezone

from shop.actions.product_feeds import refresh_product_feed


@shared_task(name="shop.refresh_product_feed", ignore_result=True)
def refresh_feed() -> None:
    refresh_product_feed(at=timezone.now())

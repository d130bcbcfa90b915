"""Picture jobs."""

from celery import shared_task

from shop.actions.pictures import make_renditions as make_renditions_now
from shop.models import Picture

SWEEP_AT_MOST = 50


@shared_task(name="shop.make_renditions", ignore_result=True)
def make_renditions(*, picture_id: int) -> None:
    make_renditions_now(picture=Picture.objects.get(pk=picture_id))


@shared_task(name="shop.sweep_pictures", ignore_result=True)
def sweep_pictures() -> None:
    for picture in Picture.objects.filter(state=Picture.State.WAITING).order_by("pk")[:SWEEP_AT_MOST]:
        make_renditions_now(picture=picture)

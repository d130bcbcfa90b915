"""What can happen to an address book."""

from django.db import transaction

from accounts.models import Address, User


@transaction.atomic
def save_address(*, owner: User, address: Address | None, parts: dict[str, str], is_default: bool) -> Address:
    """Add an address, or change one of the owner's. The first is the default whether asked or not."""
    User.objects.select_for_update().get(pk=owner.pk)
    others = Address.objects.filter(owner=owner)
    if address:
        others = others.exclude(pk=address.pk)
    is_default = is_default or not others.filter(is_default=True).exists()
    if is_default:
        others.update(is_default=False)
    address = address or Address(owner=owner)
    for name, value in parts.items():
        setattr(address, name, value)
    address.is_default = is_default
    address.save()
    return address


@transaction.atomic
def remove_address(*, address: Address) -> None:
    """Take it out of the book; orders keep their own copies. The next one becomes the default."""
    owner, was_default = address.owner, address.is_default
    address.delete()
    following = Address.objects.filter(owner=owner).first()
    if was_default and following:
        Address.objects.filter(pk=following.pk).update(is_default=True)

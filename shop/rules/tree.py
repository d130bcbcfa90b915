"""The category tree as one plain value, small enough to be held whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

UNLISTED = "imported"
"""The slug of the department that no menu shows: its goods are known from orders of another shop only."""


@dataclass(frozen=True)
class Node:
    """A category as menus and breadcrumbs need it."""

    id: int
    name: str
    slug: str
    path: str
    icon: str
    parent_id: int | None
    children: list["Node"] = field(default_factory=list, compare=False)

    @property
    def url(self) -> str:
        return f"/c/{self.slug}/"

    def below(self) -> Iterator["Node"]:
        """Everything under this node."""
        for child in self.children:
            yield child
            yield from child.below()


class CategoryTree:
    """All categories: roots in order, as menus show them, and each by id."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.by_id = {node.id: node for node in nodes}
        self.roots: list[Node] = []
        for node in self.by_id.values():
            parent = self.by_id.get(node.parent_id) if node.parent_id else None
            if parent or node.slug != UNLISTED:
                (parent.children if parent else self.roots).append(node)

    def trail(self, category_id: int) -> list[Node]:
        """From the root to the category itself: the breadcrumbs."""
        node, trail = self.by_id.get(category_id), []
        while node:
            trail.append(node)
            node = self.by_id.get(node.parent_id) if node.parent_id else None
        return trail[::-1]

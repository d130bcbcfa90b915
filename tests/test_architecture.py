"""What a machine can judge of the house: the ladder, the grid, the doors, the drawers nobody may open."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings

from core.states import Stateful

ROOT = Path(__file__).resolve().parent.parent
APPS = ["core", "accounts", "loyalty", "shop", "orders", "reviews"]
DRAWERS = {"utils", "helpers", "services", "managers", "mixins", "constants", "exceptions"}
WRITES = {"save", "create", "bulk_create", "update", "delete", "get_or_create", "update_or_create", "bulk_update"}
DOORS = {"views", "api", "admin", "tasks", "templatetags", "management", "forms"}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders or (*APPS, "config", "demo"):
        yield from (path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_the_ladder_and_the_grid_hold():
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_nobody_imports_the_demo():
    importers = [
        path
        for path in modules(*APPS, "config")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "demo"
    ]
    assert importers == []


def test_there_is_no_drawer_for_everything():
    assert [str(path) for path in modules() if path.stem in DRAWERS] == []


@pytest.mark.parametrize("app", APPS)
def test_only_actions_write(app: str):
    """Doors and rules call verbs; a set's `.update()` or a form's own `save` is no database write and has no `objects`."""
    found = []
    for path in modules(app):
        if path.relative_to(ROOT).parts[1] in DOORS | {"rules"}:
            found += [f"{path.relative_to(ROOT)}:{node.lineno}" for node in ast.walk(tree(path)) if _writes(node)]
    assert found == []


def test_imports_stand_at_the_top():
    allowed = {f"{app}/apps.py" for app in ("core", "loyalty", "shop", "orders", "reviews")}
    late = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in modules()
        if str(path.relative_to(ROOT)) not in allowed
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert late == []


def test_the_list_of_signals_is_closed():
    """Three today: who signs in, what happens to an order, who leaves for good."""
    receivers = [
        decorator.args[0].id
        for app in APPS
        for path in modules(app)
        if path.name == "receivers.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
    ]
    closed = ["account_closed"] * 4  # loyalty, shop, orders, reviews
    assert sorted(receivers) == [*closed, "order_followed", "user_logged_in"]
    assert sorted(ROOT.glob("[a-z]*/signals.py")) == [ROOT / "accounts/signals.py", ROOT / "orders/signals.py"]


def test_every_scheduled_and_rung_task_exists():
    current_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    rung = {
        node.args[0].value
        for path in modules(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("later", "later_once")
        if isinstance(node.args[0], ast.Constant)
    }
    assert rung
    assert scheduled | rung <= set(current_app.tasks)


def test_every_life_lists_every_state():
    for model in apps.get_models():
        if issubclass(model, Stateful):
            moves = {str(state) for state in model.MOVES} | {
                str(to) for targets in model.MOVES.values() for to in targets
            }
            assert moves == set(model.State.values), model


def test_only_one_module_talks_to_stripe():
    users = {
        str(path.relative_to(ROOT))
        for path in modules(*APPS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import) and any(name.name == "stripe" for name in node.names)
    }
    assert users == {"core/stripe.py", "core/stripe_billing.py"}


def test_only_one_module_speaks_http():
    """Every request outward is checked by `core/http.py`; Stripe's client brings its own."""
    banned = {"requests", "urllib3", "httpx", "aiohttp", "http.client", "urllib.request"}
    users = set()
    for path in modules(*APPS, "config"):
        for node in ast.walk(tree(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            if any(name == ban or name.startswith(f"{ban}.") for name in names for ban in banned):
                users.add(str(path.relative_to(ROOT)))
    assert users == {"core/http.py"}


def test_only_one_verb_writes_on_an_orders_timeline():
    """So that partners hear of it. What is imported is history, of which nobody is told."""
    writers = {
        str(path.relative_to(ROOT))
        for path in modules("orders", "reviews", "demo")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("OrderEvent.objects.create", "OrderEvent.objects.bulk_create")
    }
    assert writers == {"orders/actions/timeline.py", "orders/actions/import_writes.py"}


def test_serializers_list_their_fields():
    assert [path for path in modules() if 'fields = "__all__"' in path.read_text(encoding="utf-8")] == []


def _writes(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES):
        return False
    source = ast.unparse(node.func.value)
    if node.func.attr == "save":
        return not source.startswith("super()")
    return ".objects" in source or source.endswith(("_set", ".all()")) or ".filter(" in source

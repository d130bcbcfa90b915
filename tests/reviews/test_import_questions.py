"""Importing questions: what comes of good rows, strange rows and broken files, and of the same file again."""

import gzip
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews.actions.asking import questions_to_ask
from reviews.models import Answer, Question
from shop.models import Product
from tests.cast import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return make_product(source_id="B001", title="Kettle")


@pytest.fixture
def run(tmp_path, capsys, settings):
    """Imports these rows (or this text) and returns what the command said."""
    settings.VAR = tmp_path

    def run(*rows: object, name: str = "asked.jsonl", **options: object) -> str:
        lines = [item if isinstance(item, str | bytes) else json.dumps(item) for item in rows]
        data = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
        (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        call_command("import_questions", str(tmp_path / name), **options)
        return capsys.readouterr().out

    return run


def row(number: int = 1, **changes: object) -> dict[str, object]:
    return {
        "asin": "B001",
        "question": f"Does part {number} come apart?",
        "answer": f"Yes, part {number} does.",
        "unixTime": 1403852400,
    } | changes


def refusals(tmp_path: Path, name: str = "asked.jsonl") -> list[str]:
    text = (tmp_path / "imports" / f"{name}.refused.jsonl").read_text()
    return [json.loads(line)["reason"] for line in text.splitlines()]


def test_questions_say_where_they_come_from_and_prove_nothing(client, run, product):
    assert "2 questions and 2 answers created" in run(row(1), row(2), name="asked.jsonl.gz")
    answer = Answer.objects.first()
    assert (answer.by, answer.is_verified, answer.order_line, answer.source_name) == ("import", False, None, "Amazon")
    assert answer.created_at.year == 2014
    product.refresh_from_db()
    assert product.question_count == 2
    page = client.get(product.get_absolute_url()).content.decode()
    assert "from Amazon" in page and "Bought this item" not in page


def test_the_same_file_again_changes_nothing(run, product):
    run(row(1), row(2))
    before = product.__class__.objects.get().version
    told = run(row(1), row(2))
    assert "0 questions and 0 answers created, 2 questions known" in told
    assert (Question.objects.count(), Answer.objects.count()) == (2, 2)
    assert product.__class__.objects.get().version >= before


def test_rows_with_the_same_question_are_answers_to_one(run, product):
    run(row(1), row(1, answer="No."), row(1, answer="No."))
    run(row(1, answer="Sometimes."))
    assert Question.objects.get().answer_count == 3


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"asin": "B404"}, "There is no product B404."),
        ({"asin": ""}, "There is no product."),
        ({"question": "  "}, "There is no question."),
        ({"question": "?!"}, "There is no question."),
        ({"question": "x" * 501}, "longer than 500"),
        ({"answer": "y" * 5001}, "longer than 5000"),
        ({"question": "a\u0000b is it"}, "control characters"),
        ({"question": ["a"]}, "text was expected"),
        ({"unixTime": "soon"}, "a date was expected"),
        ({"unixTime": 10**30}, "a date was expected"),
        ({"unixTime": "1950-01-01"}, "out of bounds"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_reason(run, product, tmp_path, changes, reason):
    told = run(row(1), row(2, **changes))
    assert "1 questions and 1 answers created" in told and "1 rows refused" in told
    [found] = refusals(tmp_path)
    assert reason in found


@pytest.mark.parametrize("line", ["no json", "[1, 2]", "[" * 9000, b"\xff\xfe{}", "x" * 1_100_000])
def test_a_broken_line_is_lost_alone(run, product, line):
    assert "1 questions and 1 answers created" in run(line, row(1))


def test_csv_with_names_dates_and_a_map_of_products(run, product, tmp_path):
    sku = product.variants.get().sku
    mapping = (
        Path(__file__).parents[2] / "reviews/mappings/questions/plain.toml"
    ).read_text() + f'"kettle 7" = "{sku}"\n'
    (tmp_path / "ours.toml").write_text(mapping.replace("another shop", "Kettles & Co"))
    told = run(
        "product,question,answer,asked_at,language,author",
        'kettle 7,"Ist der Deckel fest?",Ja,2024-03-01,de,Erika Mustermann',
        f"{sku},Is the lid tight?,,2024-03-01T10:00:00+01:00,fr,",
        name="asked.csv",
        mapping=str(tmp_path / "ours.toml"),
    )
    assert "2 questions and 1 answers created" in told
    german, english = Question.objects.order_by("pk")
    assert (german.language, german.author_name, german.source_name) == ("de", "Erika M.", "Kettles & Co")
    assert (english.language, english.answer_count) == ("en", 0)


def test_a_csv_without_its_columns_is_refused_in_words(run, product):
    with pytest.raises(CommandError, match="no column question"):
        run("product,answer", "B001,Yes", name="asked.csv")


@pytest.mark.parametrize("text", ["", "[options]", "nonsense", '[options]\nformat="csv"\nsource=""\n[fields]'])
def test_a_mapping_that_is_none_is_refused_in_words(run, product, tmp_path, text):
    (tmp_path / "bad.toml").write_text(text)
    for name in (str(tmp_path / "bad.toml"), "nowhere"):
        with pytest.raises(CommandError):
            run(row(1), mapping=name)


def test_a_file_that_is_cut_off_keeps_what_was_read(tmp_path, settings, product):
    settings.VAR = tmp_path
    file = tmp_path / "cut.jsonl.gz"
    lines = "\n".join(json.dumps(row(number, answer=f"{number}" * 40)) for number in range(3000))
    whole = gzip.compress(lines.encode())
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CommandError, match="damaged or cut off"):
        call_command("import_questions", str(file))
    assert 0 < Question.objects.count() < 3000


def test_a_dry_run_writes_nothing(run, product, tmp_path):
    told = run(row(1), row(2, asin="B404"), dry_run=True)
    assert "This would be the outcome: 1 questions and 1 answers created" in told
    assert not Question.objects.exists() and not (tmp_path / "imports").exists()


def test_personal_data_is_masked_and_what_is_odd_waits(run, product):
    run(row(1, answer="Call me at +49 170 1234567"), row(2, question="<b>Is</b> it \u202eok?"))
    waiting = Answer.objects.get(state="pending")
    assert "[…]" in waiting.text and "170" not in waiting.text
    assert Question.objects.filter(text="<b>Is</b> it ok?", state="published").exists()
    assert Question.objects.get(pk=waiting.question_id).answer_count == 0


def test_what_was_asked_elsewhere_is_not_owed_an_answer_here(run, product):
    run(row(1, answer="", unixTime=""))
    question = Question.objects.get()
    assert questions_to_ask(question.submitted_at) == []
    assert not Question.objects.unanswered().exists()

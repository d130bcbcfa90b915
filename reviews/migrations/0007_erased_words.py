from django.db import migrations

TABLE = "reviews_decision"
SAME = "id, act, reason, at, actor_id, review_id, question_id, answer_id"
ROWS = {row: ", ".join(f"{row}.{column}" for column in SAME.split(", ")) for row in ("NEW", "OLD")}
BUT_EMPTIED = f"""
    CREATE OR REPLACE FUNCTION {TABLE}_is_append_only() RETURNS trigger AS $$
    BEGIN
        IF TG_OP = 'UPDATE' AND NEW.before = '{{}}'::jsonb AND NEW.note = ''
            AND ({ROWS["NEW"]}) IS NOT DISTINCT FROM ({ROWS["OLD"]}) THEN RETURN NEW;
        END IF;
        RAISE EXCEPTION '{TABLE} is append-only';
    END $$ LANGUAGE plpgsql;
"""
ALWAYS = f"""
    CREATE OR REPLACE FUNCTION {TABLE}_is_append_only() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION '{TABLE} is append-only'; END $$ LANGUAGE plpgsql;
"""


def let_words_be_erased(apps, schema_editor):
    """What a writer said before may be emptied when they want it erased; nothing else of a decision changes."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BUT_EMPTIED)


def keep_all_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(ALWAYS)


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0006_themes_due"),
    ]

    operations = [migrations.RunPython(let_words_be_erased, keep_all_words)]

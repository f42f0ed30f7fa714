"""Areas are found by the words of their title and aim, activities by those of title, description and output."""

from django.db import migrations

VECTOR = """
ALTER TABLE {table} ADD COLUMN search_{language} tsvector
    GENERATED ALWAYS AS (qm_vector('{language}', title_{language}, {body})) STORED;
CREATE INDEX {table}_search_{language} ON {table} USING gin (search_{language});
"""
BODIES = {
    "workplans_area": "aim_{0}",
    "workplans_activity": "coalesce(description_{0}, '') || E'\\n' || coalesce(output_{0}, '')",
}


class Migration(migrations.Migration):
    dependencies = [("workplans", "0004_tighten_lives"), ("institutions", "0006_search")]

    operations = [
        migrations.RunSQL(
            VECTOR.format(table=table, language=language, body=body.format(language)),
            f"ALTER TABLE {table} DROP COLUMN search_{language}",
        )
        for table, body in BODIES.items()
        for language in ("en", "bs", "sv")
    ]

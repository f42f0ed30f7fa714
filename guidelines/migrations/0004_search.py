"""Clauses are found by their approved texts, each in the grammar of its language; guidelines by title and summary."""

from django.db import migrations

GUIDELINE = """
ALTER TABLE guidelines_guideline ADD COLUMN search_{0} tsvector
    GENERATED ALWAYS AS (qm_vector('{0}', code || ' ' || coalesce(title_{0}, ''), summary_{0})) STORED;
CREATE INDEX guidelines_guideline_search_{0} ON guidelines_guideline USING gin (search_{0});
"""

# headings have an index of their own: so what a word heads is found first, however many texts have the word
RENDITION = """
ALTER TABLE guidelines_rendition ADD COLUMN search tsvector
    GENERATED ALWAYS AS (qm_vector(language, heading, body)) STORED;
CREATE INDEX guidelines_rendition_search ON guidelines_rendition USING gin (search);
CREATE INDEX guidelines_rendition_heading ON guidelines_rendition USING gin (qm_vector(language, heading, ''));
"""
GONE = """
DROP INDEX guidelines_rendition_heading;
ALTER TABLE guidelines_rendition DROP COLUMN search;
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0003_give_readers_approved_texts"), ("institutions", "0006_search")]

    operations = [
        *(
            migrations.RunSQL(
                GUIDELINE.format(language), f"ALTER TABLE guidelines_guideline DROP COLUMN search_{language}"
            )
            for language in ("en", "bs", "sv")
        ),
        migrations.RunSQL(RENDITION, GONE),
    ]

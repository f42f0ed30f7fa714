"""Minutes are found by their summary and text: visitors search in the public one, members in the full one."""

from django.db import migrations

LANGUAGES = ("en", "bs", "sv")

# Titles are searched in every language, the text in its own. Lines with ::: only mark what is internal.
FUNCTION = """
CREATE FUNCTION qm_minutes(language text, summary text, parts jsonb, written_in text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN coalesce(summary, '') || coalesce((
    SELECT string_agg(E'\\n' || coalesce(part -> 'title' ->> language, '') || E'\\n' || CASE written_in
        WHEN language THEN regexp_replace(coalesce(part ->> 'text', ''), '^:::.*$', '', 'gn') ELSE ''
    END, '' ORDER BY place)
    FROM jsonb_array_elements(CASE jsonb_typeof(parts) WHEN 'array' THEN parts ELSE '[]' END)
        WITH ORDINALITY AS said (part, place)
), '')
"""

VECTOR = """
ALTER TABLE meetings_minutes ADD COLUMN {column} tsvector GENERATED ALWAYS AS (
    qm_vector('{language}', '', qm_minutes('{language}', summary_{language}, "{text}", language))
) STORED;
CREATE INDEX meetings_minutes_{column} ON meetings_minutes USING gin ({column});
"""


def vector(column: str, language: str, text: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        VECTOR.format(column=column, language=language, text=text), f"ALTER TABLE meetings_minutes DROP COLUMN {column}"
    )


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_minutes_in_the_trail")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION qm_minutes(text, text, jsonb, text)"),
        *(vector(f"search_{language}", language, "public") for language in LANGUAGES),
        *(vector(f"search_full_{language}", language, "full") for language in LANGUAGES),
    ]

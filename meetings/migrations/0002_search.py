"""Meetings are found by the words of their title, place and report."""

from django.db import migrations

VECTOR = """
ALTER TABLE meetings_meeting ADD COLUMN search_{0} tsvector GENERATED ALWAYS AS (
    qm_vector('{0}', title_{0}, coalesce(place_{0}, '') || E'\\n' || coalesce(report_{0}, ''))
) STORED;
CREATE INDEX meetings_meeting_search_{0} ON meetings_meeting USING gin (search_{0});
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("institutions", "0006_search")]

    operations = [
        migrations.RunSQL(VECTOR.format(language), f"ALTER TABLE meetings_meeting DROP COLUMN search_{language}")
        for language in ("en", "bs", "sv")
    ]

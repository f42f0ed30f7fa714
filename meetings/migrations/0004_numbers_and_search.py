"""The one meeting that was known by its number gets it; decisions are found by their words."""

from django.db import migrations

NUMBER = """
UPDATE meetings_meeting SET number = '10' WHERE code = 'meeting-10' AND number = ''
"""

VECTOR = """
ALTER TABLE meetings_decision ADD COLUMN search_{0} tsvector GENERATED ALWAYS AS (
    qm_vector('{0}', number, coalesce(text_{0}, ''))
) STORED;
CREATE INDEX meetings_decision_search_{0} ON meetings_decision USING gin (search_{0});
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_whole_meetings")]

    operations = [
        migrations.RunSQL(NUMBER, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(VECTOR.format(language), f"ALTER TABLE meetings_decision DROP COLUMN search_{language}")
            for language in ("en", "bs", "sv")
        ),
    ]

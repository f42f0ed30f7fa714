"""Headings are found by a column of their own, and each language has its own, smaller index."""

from django.db import migrations

HEADINGS = """
DROP INDEX guidelines_rendition_heading;
ALTER TABLE guidelines_rendition ADD COLUMN search_heading tsvector
    GENERATED ALWAYS AS (qm_vector(language, heading, '')) STORED;
DROP INDEX guidelines_rendition_search;
-- unpacking them is what ranking costs most
ALTER TABLE guidelines_rendition ALTER COLUMN search SET STORAGE EXTERNAL;
"""
OF_LANGUAGE = """
CREATE INDEX guidelines_rendition_search_{0} ON guidelines_rendition USING gin (search) WHERE language = '{0}';
CREATE INDEX guidelines_rendition_heading_{0} ON guidelines_rendition USING gin (search_heading) WHERE language = '{0}';
"""
NOT_OF_LANGUAGE = "DROP INDEX guidelines_rendition_search_{0}; DROP INDEX guidelines_rendition_heading_{0};"
GONE = """
ALTER TABLE guidelines_rendition ALTER COLUMN search SET STORAGE EXTENDED;
ALTER TABLE guidelines_rendition DROP COLUMN search_heading;
CREATE INDEX guidelines_rendition_search ON guidelines_rendition USING gin (search);
CREATE INDEX guidelines_rendition_heading ON guidelines_rendition USING gin (qm_vector(language, heading, ''));
"""


class Migration(migrations.Migration):
    dependencies = [("guidelines", "0004_search")]

    operations = [
        migrations.RunSQL(HEADINGS, GONE),
        *(
            migrations.RunSQL(OF_LANGUAGE.format(language), NOT_OF_LANGUAGE.format(language))
            for language in ("en", "bs", "sv")
        ),
    ]

from django.db import migrations

APPROVE = """
    INSERT INTO guidelines_rendition
        (clause_id, language, heading, body, html, dialect, print, source_print, is_confirmed)
    SELECT clause.id, text.language, text.heading, coalesce(text.body, ''), '', 0, text.print,
           CASE WHEN text.language = edition.source_language THEN text.print
                ELSE coalesce(clause.translated_from ->> text.language, '') END,
           false
    FROM guidelines_clause clause
    JOIN guidelines_edition edition ON edition.id = clause.edition_id
    CROSS JOIN LATERAL (VALUES
        ('en', clause.heading_en, clause.body_en, clause.print_en),
        ('bs', clause.heading_bs, clause.body_bs, clause.print_bs),
        ('sv', clause.heading_sv, clause.body_sv, clause.print_sv)
    ) AS text (language, heading, body, print)
    WHERE edition.state IN ('published', 'superseded', 'withdrawn') AND text.print IS NOT NULL
    ON CONFLICT (clause_id, language) DO NOTHING
"""
# what everybody could read was approved by whoever published it, whatever became of its source since
SIGN = """
    UPDATE guidelines_clause clause SET signed = (
        SELECT coalesce(jsonb_object_agg(
            rendition.language, jsonb_build_array(rendition.source_print, rendition.print)
        ), '{}'::jsonb)
        FROM guidelines_rendition rendition JOIN guidelines_edition edition ON edition.id = clause.edition_id
        WHERE rendition.clause_id = clause.id AND rendition.language <> edition.source_language
    )
    WHERE EXISTS (SELECT 1 FROM guidelines_rendition rendition WHERE rendition.clause_id = clause.id)
"""
DATE = """
    UPDATE guidelines_edition SET text_version = 1, text_changed_at = published_on + time '12:00' AT TIME ZONE 'UTC'
    WHERE state IN ('published', 'superseded', 'withdrawn') AND text_version = 0
"""


class Migration(migrations.Migration):
    """What was published before there were drafts beside public texts is what readers go on reading."""

    dependencies = [("guidelines", "0002_life_languages_and_files")]

    operations = [migrations.RunSQL([APPROVE, SIGN, DATE], migrations.RunSQL.noop)]

"""Whoever wanted no reminders has declined, one by one, the kinds of letters that were meant."""

from django.db import migrations

DECLINE = """
INSERT INTO letters_optout (user_id, occasion, since)
SELECT person.id, occasion, now()
  FROM institutions_user AS person, unnest(ARRAY['deadline', 'stale_report']) AS occasion
 WHERE NOT person.wants_reminders
    ON CONFLICT (user_id, occasion) DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0003_send_single_letters_first"),
        ("institutions", "0002_decision_of_membership"),
    ]

    operations = [migrations.RunSQL(DECLINE, migrations.RunSQL.noop)]

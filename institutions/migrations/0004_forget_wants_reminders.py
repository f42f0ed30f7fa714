"""The answer lives in letters' declined occasions now.

The column stays for one release, filled by the database, so that processes of the last one go on; the next release drops
it, after letters 0004_decline_by_occasion has read it.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("institutions", "0003_last_secretariat_stays")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AlterField("user", "wants_reminders", models.BooleanField(default=True, db_default=True)),
            ],
            state_operations=[migrations.RemoveField("user", "wants_reminders")],
        )
    ]

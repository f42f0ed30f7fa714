from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0003_editions_releases_and_what_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="dropped_count",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="answers held back and not taken in"
            ),
        ),
    ]
